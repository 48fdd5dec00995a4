import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../checkers/checker.ts';
import { statuspage } from '../../checkers/statuspage.ts';
import { type Identity, selfSigned } from './certificate.ts';
import { type Side, startSide } from './side.ts';

/** What the pages answer to who asks again. */
export type Mode =
  /** 304 to who brings the validator. */
  | 'unchanged'
  /** No validator, and the same body. */
  | 'same body'
  /** The list of incidents says something new each time. */
  | 'changed';

/** What the server of the pages has seen since it was asked last. */
export interface Seen {
  requests: number;
  notModified: number;
  /** Whole handshakes, and those that went on with an earlier session. */
  handshakes: number;
  resumed: number;
  /** Connections that are open now. */
  open: number;
  /** The paths that were asked for, each once. */
  paths: string[];
}

/** Many status pages on 127.0.0.1, each with a name of its own, served over TLS by another process. */
export interface Pages {
  port: number;
  /** What processes need to trust them. */
  env: Record<string, string>;
  answer(mode: Mode): Promise<void>;
  seen(): Promise<Seen>;
  /** Opens one more incident on every page. */
  outage(): Promise<void>;
  /** When somebody was first shown it, by the machine's clock. */
  shownAt(): Promise<number | undefined>;
  stop(): Promise<void>;
}

/** Every page's name ends so; processes of the bench resolve each to 127.0.0.1. */
export const DOMAIN = 'pages.test';

/** Starts the server; it can stand in for further names too. */
export async function startPages(names: readonly string[] = []): Promise<Pages> {
  const identity: Identity = selfSigned([`*.${DOMAIN}`, ...names]);
  const trusted = join(tmpdir(), `outage-bot-bench-${randomUUID()}.pem`);
  await writeFile(trusted, identity.cert);
  const forget = () => rmSync(trusted, { force: true });
  process.once('exit', forget);
  const server: Side = await startSide('page-server.ts');
  const { value: port } = await server.ask<number>('listen', identity);
  return {
    port,
    env: { NODE_EXTRA_CA_CERTS: trusted },
    async answer(mode) {
      await server.ask('answer', mode);
    },
    seen: async () => (await server.ask<Seen>('seen')).value,
    async outage() {
      await server.ask('outage');
    },
    shownAt: async () => (await server.ask<number | undefined>('shownAt')).value,
    async stop() {
      await server.stop();
      process.off('exit', forget);
      await rm(trusted);
    },
  };
}

/** The address of one of many pages. */
export function originOf(index: number, port: number): string {
  return `https://page-${index}.${DOMAIN}:${port}`;
}

/** A row for each of so many pages, as it would stand in checkers/index.ts. */
export function platformsOn(port: number, count: number): Platform[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `page-${index}`,
    name: `Page ${index}`,
    prefix: 'PG',
    page: originOf(index, port),
    address: `${originOf(index, port)}/api/v2/incidents.json`,
    list: 'recent',
    relevantBy: 'name',
    check: statuspage,
  }));
}
