import type { LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Resolves a name to all its addresses, as `dns.lookup` does. */
export type Lookup = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

// The special-purpose registries of IANA: nothing in them is a public web server.
const NOT_PUBLIC_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
const NOT_PUBLIC_6: readonly (readonly [string, number])[] = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];
// IPv4 dressed as IPv6: deprecated "compatible", mapped, and NAT64.
const DRESSED_4 = ['::', '::ffff:', '64:ff9b::'];

const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|home\.arpa)\.?$/i;

const notPublic = blockList();

function blockList(): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of NOT_PUBLIC_4) {
    list.addSubnet(net, prefix, 'ipv4');
    for (const dress of DRESSED_4) list.addSubnet(`${dress}${net}`, 96 + prefix, 'ipv6');
  }
  for (const [net, prefix] of NOT_PUBLIC_6) list.addSubnet(net, prefix, 'ipv6');
  return list;
}

/** Whether a host, as `URL.hostname` spells it, is seen to be private without asking anybody. */
export function isPrivateLiteral(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  return family === 0 ? LOCAL_NAME.test(bare) : isPrivateAddress({ address: bare, family });
}

/** Whether a host is private, or resolves to a private address. A name that does not resolve is not. */
export function isPrivateHost(hostname: string, lookup: Lookup): Promise<boolean> {
  if (isPrivateLiteral(hostname)) return Promise.resolve(true);
  return new Promise((resolve) => {
    lookup(hostname, { all: true }, (error, addresses) =>
      resolve(!error && addresses.some(isPrivateAddress)),
    );
  });
}

/** A `lookup` for sockets. With `refusal` it fails when a name leads into a private network. */
export function socketLookup(lookup: Lookup, refusal?: (hostname: string) => Error): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error(`No address for ${hostname}`), '');
      if (refusal && addresses.some(isPrivateAddress)) return callback(refusal(hostname), '');
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function isPrivateAddress({ address, family }: LookupAddress): boolean {
  const [bare = address] = address.split('%');
  return notPublic.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}
