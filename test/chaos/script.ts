import type { AppOptions } from '../sandbox/app.ts';
import type { BoardsFault } from '../standins/boards/index.ts';
import type { Fault as PageFault } from '../standins/platforms/page-server.ts';
import type { SendgridFault } from '../standins/sendgrid/index.ts';
import type { Fault as SlackFault } from '../standins/slack/index.ts';
import type { TableFault } from '../standins/table-proxy.ts';
import type { XFault } from '../standins/x/index.ts';

/** A platform by its id. */
export type Source =
  | 'azure'
  | 'azure-devops'
  | 'github'
  | 'm365'
  | 'retool'
  | 'salesforce'
  | 'slack'
  | 'snowflake';

/** What can happen to an incident after it has opened. */
export type Turn =
  | 'update'
  | 'worsen'
  | 'ease'
  | 'rename'
  | 'edit'
  | 'touch'
  | 'resolve'
  | 'reopen'
  | 'vanish';

export type Badness = 'notice' | 'minor' | 'major' | 'critical';

/** Something that happens, as plain data: the script can be printed, kept and played again. */
export type Action =
  | { kind: 'outage opens'; source: Source; incident: string; badness: Badness; words: string }
  | { kind: 'outage turns'; incident: string; turn: Turn; words: string }
  | { kind: 'page breaks'; source: Source; how: PageFault; forMs: number }
  | { kind: 'press'; who: string; what: Press; pick: number; twice: boolean }
  | { kind: 'command'; who: string; command: string; text: string }
  | { kind: 'home'; who: string }
  | { kind: 'root deleted'; pick: number }
  | { kind: 'channel closes'; how: 'archive' | 'kick'; forMs: number }
  | {
      kind: 'own page';
      incident: string;
      turn: 'open' | 'update' | 'resolve';
      words: string;
      delivery: Delivery;
    }
  | { kind: 'slack calls fail'; fault: Omit<SlackFault, 'match' | 'method'> & { method: string } }
  | { kind: 'slack away'; forMs: number }
  | { kind: 'sockets'; how: SocketTrouble; forMs: number }
  | { kind: 'envelopes'; how: 'twice' | 'out of order' }
  | { kind: 'storage fails'; how: TableFault; share: number; forMs: number }
  | { kind: 'storage away'; forMs: number }
  | { kind: 'boards fail'; how: BoardsFault; times: number; forMs: number }
  | { kind: 'mail fails'; how: SendgridFault; times: number; forMs: number }
  | { kind: 'x fails'; how: XFault; times: number; forMs: number }
  | { kind: 'kill' | 'stop' | 'pause' | 'deploy'; copy: number; forMs: number };

/** What somebody presses on an announcement, with the form that follows. */
export type Press = 'acknowledge' | 'undo' | 'force-resolve' | 'ticket' | 'why' | 'check';

/** How Statuspage's delivery of an update comes: to whichever copy it happens to. */
export type Delivery = 'once' | 'twice' | 'late' | 'lost';

export type SocketTrouble =
  | 'refresh'
  | 'refresh all'
  | 'warning'
  | 'cut'
  | 'silent'
  | 'refused'
  | 'too many'
  | 'rate limited'
  | 'no hello'
  | 'link disabled';

export interface Step {
  /** In milliseconds of the day's own, fast time. */
  at: number;
  do: Action;
}

/** What one life of a copy, from start to end, is dealt. */
export interface Life {
  /** Where it does something to itself; a paused one is woken after `forMs`. */
  at?: NonNullable<AppOptions['at']> & { forMs: number };
  /** When its clock is set, counted from the day's beginning, and by how much. */
  jumps?: { at: number; byMs: number }[];
}

/** Which side's return ends the day's troubles, so that catching up with it can be measured. */
export type Side = 'Slack' | 'storage' | 'pages';

/** A day: a pure function of its seed. */
export interface Day {
  seed: number;
  /** What the clock shows when it begins, milliseconds since 1970. */
  epoch: number;
  /** Every copy believes that it leads, all day long. */
  leaders: boolean;
  copies: number;
  /** When each copy is started. */
  starts: number[];
  /** What the lives of each copy are dealt, one after the other; further ones are dealt nothing. */
  lives: Life[][];
  logLevel: 'info' | 'debug' | 'trace';
  last: Side | undefined;
  /** When the world is healed. */
  length: number;
  /** In the order of their times. */
  steps: Step[];
}

/** What a fault is counted as in the table. */
export function faultOf(action: Action): string | undefined {
  switch (action.kind) {
    case 'page breaks':
      return `page: ${named(action.how)}`;
    case 'channel closes':
      return `channel: ${action.how}`;
    case 'root deleted':
      return 'root deleted by a person';
    case 'slack calls fail': {
      const { how, when, delayMs } = action.fault;
      const late = delayMs === undefined ? '' : ', delayed';
      return `Slack API: ${how === undefined ? 'slow' : named(how)}${when === 'after' ? ' after the effect' : ''}${late}`;
    }
    case 'slack away':
      return 'Slack away';
    case 'sockets':
      return `socket: ${action.how}`;
    case 'envelopes':
      return `envelopes: ${action.how}`;
    case 'storage fails':
      return `storage: ${named(action.how)}`;
    case 'storage away':
      return 'storage away';
    case 'boards fail':
      return `Azure DevOps: ${named(action.how)}`;
    case 'mail fails':
      return `SendGrid: ${named(action.how)}`;
    case 'x fails':
      return `X: ${named(action.how)}`;
    case 'own page':
      return action.delivery === 'once' ? undefined : `webhook: ${action.delivery}`;
    case 'kill':
    case 'stop':
    case 'pause':
    case 'deploy':
      return WORDS[action.kind];
    default:
      return undefined;
  }
}

const WORDS = {
  kill: 'kill -9 at any moment',
  stop: 'SIGTERM and start again',
  pause: 'paused at any moment',
  deploy: 'overlapping deploy',
} as const;

function named(how: unknown): string {
  if (typeof how !== 'object' || how === null) return String(how);
  if ('status' in how) return String(how.status);
  if ('error' in how) return String(how.error);
  if ('redirect' in how) return 'redirect';
  if ('slowMs' in how) return 'slow';
  return Object.keys(how).join(' ');
}
