import type { Clock } from '../../app/clock.ts';
import { type PageServer, startPageServer } from './platforms/page-server.ts';

/** Where Atlassian says that its products send from. */
export interface AtlassianRanges extends PageServer {
  /** The networks of Statuspage, from now on. */
  publish(networks: string[]): void;
}

/** Publishes on 127.0.0.1 what ip-ranges.atlassian.com does: Statuspage's networks among others. */
export async function startAtlassianRanges({ clock }: { clock: Clock }): Promise<AtlassianRanges> {
  let networks = ['104.192.136.0/21', '2401:1d80:3000::/36'];
  const item = (cidr: string, product: string[], direction: string[]) => {
    const [network, bits] = cidr.split('/');
    return {
      network,
      mask_len: Number(bits),
      cidr,
      region: ['global'],
      product,
      direction,
      perimeter: 'commercial',
    };
  };
  const document = () => ({
    creationDate: new Date(clock.now()).toISOString().replace('Z', '000'),
    syncToken: Math.floor(clock.now() / 1000),
    items: [
      item('167.89.0.0/17', ['email'], ['egress']),
      item('18.205.93.0/25', ['bitbucket'], ['ingress', 'egress']),
      item('13.35.248.0/24', ['jira', 'statuspage'], ['ingress']),
      ...networks.map((cidr) => item(cidr, ['confluence', 'statuspage'], ['ingress', 'egress'])),
    ],
  });
  const server = await startPageServer(
    {
      paths: ['/'],
      page: () => ({ type: 'application/json', body: JSON.stringify(document()) }),
      emptied: () => ({ type: 'application/json', body: JSON.stringify({ ...document(), items: [] }) }),
    },
    { clock },
  );
  return Object.assign(server, {
    publish(next: string[]) {
      networks = next;
    },
  });
}
