import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** The addresses that a sender may have. */
export interface Ranges {
  includes(address: string): boolean;
}

const published = z.object({ items: z.array(z.unknown()) });
const network = z.object({
  cidr: z.string(),
  product: z.array(z.string()),
  direction: z.array(z.string()),
});

/** No provider sends from so much of the internet: a wider range is a mistake, and would let in everybody. */
const WIDEST = { 4: 8, 6: 19 };

/** The networks from which Statuspage sends, of all that Atlassian publishes. Throws when there are none. */
export function readRanges(body: string): string[] {
  const { items } = published.parse(JSON.parse(body));
  const networks = items
    // One that is not as we know them, which may be another product's, hides none of the others.
    .flatMap((item) => network.safeParse(item).data ?? [])
    .filter(({ product, direction }) => product.includes('statuspage') && direction.includes('egress'))
    .map(({ cidr }) => cidr)
    .filter((cidr) => split(cidr) !== undefined);
  if (networks.length === 0) throw new Error('it names no network from which Statuspage sends');
  return [...new Set(networks)].sort();
}

/** What is written otherwise than as a network is left out. */
export function createRanges(networks: readonly string[]): Ranges {
  const list = new BlockList();
  for (const network of networks) {
    const parts = split(network);
    if (parts) list.addSubnet(parts.address, parts.prefix, parts.family);
  }
  return {
    includes(address) {
      const family = isIP(address);
      // An IPv4 address dressed as IPv6 is checked as what it is.
      return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

function split(cidr: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', prefix = '', ...more] = cidr.split('/');
  const version = isIP(address);
  const bits = Number(prefix);
  if ((version !== 4 && version !== 6) || more.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  if (bits < WIDEST[version] || bits > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix: bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}
