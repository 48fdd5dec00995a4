import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { PlatformSettings } from '../events/rules.ts';
import type { TestSession } from '../events/simulation.ts';
import { accountCodec, pageIncidentCodec, pageMarkCodec, rangesCodec } from '../social/columns.ts';
import type { SocialRows } from '../social/social.ts';
import { eventCodec } from './event-columns.ts';
import { createEventStore, type EventStore } from './events.ts';
import { listTogether, type Row, type Rows, rowsOf, type Unreadable } from './rows.ts';
import {
  type Lease,
  leaseCodec,
  type Notice,
  noticeCodec,
  type PlatformState,
  platformCodec,
  settingsCodec,
  testSessionCodec,
  type Viewer,
  viewerCodec,
} from './state.ts';

/** All that is kept: the truth of which Slack, mail and tickets are projections. */
export interface Store {
  events: EventStore;
  platforms: Rows<PlatformState>;
  lease: Rows<Lease>;
  notices: Rows<Notice>;
  settings: Rows<PlatformSettings>;
  /** The one session of test mode. */
  testSession: Rows<TestSession>;
  /** Who opened Home lately. */
  viewers: Rows<Viewer>;
  /** Our own Statuspage's incidents and their way to X. */
  social: SocialRows;
  /** What people have set, who looks at Home, and what operators are told: read with one request. */
  shared(): Promise<Shared>;
  /** Makes the tables that are missing. */
  prepare(): Promise<void>;
  /** Since when the table service has not answered, or a table has been missing; `undefined` while all is well. */
  awaySince(): number | undefined;
  /** A table that was there is not any more, until `prepare` makes it anew. */
  tableMissing(): boolean;
}

/** What every copy must know, though another one was told. */
export interface Shared {
  settings: Row<PlatformSettings>[];
  testSession: Row<TestSession> | undefined;
  viewers: Row<Viewer>[];
  notices: Row<Notice>[];
}

type Policy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

/**
 * Sends JSON bodies as plain ASCII. The stored values are the same, but a reader that decodes a body piece
 * by piece, as Azurite does, cannot tear a character in two.
 */
const asciiBodies: Policy = {
  position: 'perCall',
  policy: {
    name: 'asciiBodies',
    sendRequest(request, next) {
      if (typeof request.body === 'string') {
        request.body = request.body.replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
      }
      return next(request);
    },
  },
};

function isMissing({ status, bodyAsText }: { status: number; bodyAsText?: string | null }): boolean {
  return status === 404 && (bodyAsText?.includes('TableNotFound') ?? false);
}

/** One try of a request; there are three. */
const REQUEST_MS = 7_000;

/** Opens the tables of one storage account; nothing is sent before the first call. */
export function createStore(
  options: { connectionString: string; eventsTable: string; resolvedTable: string; stateTable: string },
  unreadable: Unreadable,
  now: () => number = Date.now,
  /** Hears of each request, and of the HTTP status it came to, or `no answer`. */
  called: (operation: string, outcome: string) => void = () => {},
  /** Called before each request; what it returns hears what time it is by the clock of the table service. */
  asks: () => (at: number) => void = () => () => {},
): Store {
  let awaySince: number | undefined;
  let missing = false;
  const noticeAbsence: Policy = {
    position: 'perRetry',
    policy: {
      name: 'noticeAbsence',
      async sendRequest(request, next) {
        // Azure's client would wait for ever; its own time-out covers no body, and leaves its timer behind.
        request.abortSignal = AbortSignal.timeout(REQUEST_MS);
        const told = asks();
        try {
          const response = await next(request);
          called(request.method, String(response.status));
          const at = Date.parse(response.headers.get('date') ?? '');
          if (!Number.isNaN(at)) told(at);
          missing ||= isMissing(response);
          const refused = response.status >= 500 || response.status === 401 || response.status === 403;
          awaySince = refused || missing ? (awaySince ?? now()) : undefined;
          return response;
        } catch (error) {
          called(request.method, 'no answer');
          awaySince ??= now();
          throw error;
        }
      },
    },
  };
  const client = (name: string) =>
    TableClient.fromConnectionString(options.connectionString, name, {
      allowInsecureConnection: true,
      additionalPolicies: [asciiBodies, noticeAbsence],
      retryOptions: { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 2_000 },
    });
  const [open, resolved, state] = [
    client(options.eventsTable),
    client(options.resolvedTable),
    client(options.stateTable),
  ];
  return {
    events: createEventStore(rowsOf(open, eventCodec, unreadable), rowsOf(resolved, eventCodec, unreadable)),
    platforms: rowsOf(state, platformCodec, unreadable),
    lease: rowsOf(state, leaseCodec, unreadable),
    notices: rowsOf(state, noticeCodec, unreadable),
    settings: rowsOf(state, settingsCodec, unreadable),
    testSession: rowsOf(state, testSessionCodec, unreadable),
    viewers: rowsOf(state, viewerCodec, unreadable),
    social: {
      incidents: rowsOf(state, pageIncidentCodec, unreadable),
      mark: rowsOf(state, pageMarkCodec, unreadable),
      account: rowsOf(state, accountCodec, unreadable),
      ranges: rowsOf(state, rangesCodec, unreadable),
    },
    async shared() {
      const {
        settings,
        viewer,
        notice,
        'test-mode': sessions,
      } = await listTogether<{
        settings: PlatformSettings;
        viewer: Viewer;
        notice: Notice;
        'test-mode': TestSession;
      }>(
        state,
        {
          settings: settingsCodec,
          viewer: viewerCodec,
          notice: noticeCodec,
          'test-mode': testSessionCodec,
        },
        unreadable,
      );
      return { settings, viewers: viewer, notices: notice, testSession: sessions[0] };
    },
    awaySince: () => awaySince,
    tableMissing: () => missing,
    async prepare() {
      missing = false;
      await Promise.all([open, resolved, state].map((table) => table.createTable()));
    },
  };
}
