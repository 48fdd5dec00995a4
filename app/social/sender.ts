import { isIP } from 'node:net';

/**
 * Who sent a request: behind `hops` proxies of our own, the right-most address that none of them has added. The
 * left-most ones are whatever the sender wrote. `undefined` when there is no such address. Pure.
 */
export function senderOf(
  { peer, forwardedFor }: { peer: string | undefined; forwardedFor: string | undefined },
  hops: number,
): string | undefined {
  if (hops === 0) return addressIn(peer ?? '');
  const entries = (forwardedFor ?? '').split(',');
  return addressIn(entries.at(-hops)?.trim() ?? '');
}

/** `203.0.113.7`, `203.0.113.7:4711`, `2001:db8::7` or `[2001:db8::7]:4711`, without the port. */
function addressIn(entry: string): string | undefined {
  const inBrackets = /^\[([^[\]]*)\](?::\d{1,5})?$/.exec(entry)?.[1];
  if (inBrackets !== undefined) return isIP(inBrackets) === 6 ? unscoped(inBrackets) : undefined;
  const bare = /^([^:]*):\d{1,5}$/.exec(entry)?.[1] ?? entry;
  return isIP(bare) === 0 ? undefined : unscoped(bare);
}

/** An interface of ours is no part of an address. */
function unscoped(address: string): string | undefined {
  return address.includes('%') ? undefined : address;
}
