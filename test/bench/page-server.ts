import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Identity } from './certificate.ts';
import { incidentsJson, maintenancesJson, outagesJson } from './documents.ts';
import type { Mode, Seen } from './pages.ts';
import { serve } from './serve.ts';

/** As long as nginx keeps an idle connection. */
const KEEP_ALIVE_MS = 75_000;
const INCIDENTS = '/api/v2/incidents.json';
/** What a Statuspage sends along. */
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'max-age=0, private, must-revalidate',
  'access-control-allow-origin': '*',
  'strict-transport-security': 'max-age=259200',
  'x-statuspage-version': '5f0b1a2c3d4e5f60718293a4b5c6d7e8f9012345',
  'x-statuspage-skip-logging': 'true',
  'x-content-type-options': 'nosniff',
  'x-download-options': 'noopen',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '1; mode=block',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-pollinator-metadata-service': 'status-page-web-pages',
  vary: 'Accept,Accept-Encoding,Fastly-SSL',
  server: 'AtlassianEdge',
};

interface Document {
  packed: Buffer;
  etag: string;
}

let mode: Mode = 'unchanged';
let asked = 0;
let seen = nothingSeen();
let open = 0;
let outages = 0;
let shownAt: number | undefined;
const fixed: Record<string, Document> = {
  [INCIDENTS]: documentOf(incidentsJson()),
  '/api/v2/incidents/unresolved.json': documentOf(incidentsJson()),
  '/api/v2/scheduled-maintenances/active.json': documentOf(maintenancesJson()),
};

serve({
  async listen({ key, cert }: Identity): Promise<number> {
    const server = createServer({ key, cert, keepAliveTimeout: KEEP_ALIVE_MS }, answer);
    server.on('secureConnection', (socket) => {
      if (socket.isSessionReused()) seen.resumed += 1;
      else seen.handshakes += 1;
      open += 1;
      socket.on('close', () => {
        open -= 1;
      });
    });
    server.listen(0, '127.0.0.1', 20_000);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  },
  answer(next: Mode): void {
    mode = next;
  },
  /** Every page has one more open incident from now on. */
  outage(): void {
    outages += 1;
    shownAt = undefined;
    fixed[INCIDENTS] = documentOf(outagesJson(outages));
  },
  /** When it was first shown to anybody. */
  shownAt: () => shownAt,
  seen(): Seen {
    const { paths, ...counts } = seen;
    seen = nothingSeen();
    return { ...counts, open, paths: [...paths] };
  },
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  seen.requests += 1;
  seen.paths.add(path);
  const document = documentAt(path);
  if (!document) {
    response.writeHead(404).end();
    return;
  }
  if (mode !== 'same body') response.setHeader('etag', document.etag);
  if (mode !== 'same body' && request.headers['if-none-match'] === document.etag) {
    seen.notModified += 1;
    response.writeHead(304, HEADERS).end();
    return;
  }
  if (path === INCIDENTS) shownAt ??= Date.now();
  response
    .writeHead(200, { ...HEADERS, 'content-encoding': 'gzip', 'content-length': document.packed.length })
    .end(document.packed);
}

function documentAt(path: string): Document | undefined {
  if (mode !== 'changed' || path !== INCIDENTS) return fixed[path];
  asked += 1;
  return documentOf(incidentsJson(`We are investigating, as we said ${asked} times.`));
}

function documentOf(body: string): Document {
  return {
    packed: gzipSync(body, { level: 1 }),
    etag: `W/"${createHash('sha1').update(body).digest('hex')}"`,
  };
}

function nothingSeen() {
  return { requests: 0, notModified: 0, handshakes: 0, resumed: 0, paths: new Set<string>() };
}
