import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { homeView } from '../../views/home.ts';
import { closedHomeView } from '../../views/home-closed.ts';
import type { LookLine } from '../../views/look-result.ts';
import { type Clock, sleep } from '../clock.ts';
import type { TrackedEvent } from '../events/event.ts';
import type { Log } from '../log.ts';
import type { Rights } from '../slack/rights.ts';
import type { Row } from '../store/rows.ts';
import type { HomeEvents } from './events.ts';
import { homeModel, type Known, type Reader, steadyModel } from './model.ts';
import { createPublisher, type Rendered } from './publisher.ts';
import type { Viewers } from './viewers.ts';

/** Everybody's App Home. Nothing here rejects. */
export interface Home {
  /** Somebody opened it. */
  opened(user: string, hash?: string): Promise<void>;
  /** Somebody turned to a page of events. */
  turned(user: string, page: number): Promise<void>;
  /** Somebody presses something on a Home with this hash. */
  pressing(user: string, hash?: string): void;
  /** What they pressed is done: theirs is shown before all others. */
  pressed(user: string): Promise<void>;
  /** What came of looks that somebody asked for, so far. */
  checking(user: string, lines: readonly LookLine[]): void;
  /** An event was written, perhaps by somebody's act. */
  note(row: Row<TrackedEvent>, by?: string): void;
  /** Something that is shown has changed. */
  changed(): void;
  /** Once a minute, when the viewers have been read: what other copies did is shown too. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** What Home is made from. */
export interface HomeParts {
  client: Pick<WebClient, 'views'>;
  clock: Clock;
  log: Log;
  rights: Rights;
  events: HomeEvents;
  viewers: Viewers;
  /** Reads what another copy knows of the platforms. */
  readPlatforms(): Promise<void>;
  known(): Omit<Known, 'open' | 'ended' | 'readAt'>;
}

/** Slower storage than this is not waited for. */
const PATIENCE_MS = 700;
/** Changes of the same moment are shown together. */
const GATHER_MS = 300;
/** The result of looks stays so long. */
const RESULT_MS = 10 * 60_000;
/** Buttons are only offered by this; every press asks anew. */
const ROLE_MS = 10 * 60_000;

/** What somebody may see and press, until it has to be asked again. */
interface Role {
  member: boolean;
  operator: boolean;
  until: number;
}

/** What all Homes have in common. */
const NOBODY: Reader = { operator: false, operators: '', page: 0 };

function printOf(shown: object): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}

/** Shows each person their Home when they open it, and again whenever it has changed. */
export function createHome(parts: HomeParts): Home {
  const { clock, log, events, viewers, rights } = parts;
  const roles = new Map<string, Role>();
  const checks = new Map<string, { lines: readonly LookLine[]; until: number }>();
  const publisher = createPublisher({
    ...parts,
    render,
    gone: (user) => void quietly(viewers.forget(user), 'A viewer of Home could not be forgotten'),
  });
  const stopping = new AbortController();
  let reading: Promise<void> | undefined;
  let gathering = () => {};
  let gathers = false;
  let lastPrint = '';

  return {
    async opened(user, hash) {
      checks.delete(user);
      askAgain(user);
      // What they see now is not what was compared last.
      lastPrint = '';
      publisher.saw(user, hash);
      const stored = viewers.opened(user);
      await Promise.all([
        show(user, { anyway: true }),
        quietly(stored, 'A viewer of Home could not be stored'),
      ]);
    },
    async turned(user, page) {
      const stored = viewers.turned(user, page);
      // What is in memory is as good for another page; what has changed follows.
      publisher.want(user, { urgent: true });
      await quietly(stored, 'A viewer of Home could not be stored');
    },
    pressing: publisher.saw,
    async pressed(user) {
      askAgain(user);
      // They have opened it where another copy answered.
      if (!viewers.has(user)) await quietly(viewers.load(), 'The viewers of Home could not be read');
      if (viewers.has(user)) await show(user);
    },
    checking(user, lines) {
      checks.set(user, { lines: [...lines], until: clock.monotonic() + RESULT_MS });
      if (viewers.has(user)) publisher.want(user, { urgent: true });
    },
    note(row, by) {
      events.note(row);
      if (by !== undefined && viewers.has(by)) publisher.want(by, { urgent: true });
      changed();
    },
    changed,
    async sweep() {
      if (viewers.all().length === 0) return events.forget();
      await read();
      showAll();
    },
    async stop() {
      stopping.abort();
      gathering();
      await publisher.stop();
    },
  };

  function changed(): void {
    if (gathers || stopping.signal.aborted || viewers.all().length === 0) return;
    gathers = true;
    gathering = clock.after(GATHER_MS, () => {
      gathers = false;
      const print = printOf(steadyModel(homeModel(known(), NOBODY), clock.now()));
      // Most looks find what was known: that is no reason to ask the tables.
      if (print === lastPrint) return;
      lastPrint = print;
      void settled().then(showAll);
    });
  }

  /** They are here: what they may do is asked anew, but what is known counts while Slack does not tell. */
  function askAgain(user: string): void {
    const role = roles.get(user);
    if (role) role.until = 0;
  }

  function showAll(): void {
    for (const user of viewers.all()) publisher.want(user);
  }

  /** At once from memory when storage is slow, and then as things really stand. */
  async function show(user: string, wish: { anyway?: boolean } = {}): Promise<void> {
    const done = read();
    await settled(done);
    publisher.want(user, { ...wish, urgent: true });
    await done;
    publisher.want(user, { urgent: true });
  }

  /** Resolves when the tables have been read, or have taken too long. */
  async function settled(done = read()): Promise<void> {
    const early = new AbortController();
    await Promise.race([done.then(() => early.abort()), sleep(clock, PATIENCE_MS, early.signal)]);
  }

  /** Reads the tables; one read at a time is enough. */
  function read(): Promise<void> {
    reading ??= quietly(
      Promise.all([events.read(), parts.readPlatforms()]),
      'Home could not be read anew: it shows what is known',
    ).finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function render(user: string): Promise<Rendered> {
    const role = await roleOf(user);
    if (role?.member !== true) {
      const why = role ? 'outsider' : 'unknown';
      return { view: closedHomeView(why), print: why };
    }
    const model = homeModel(known(), await readerOf(user, role.operator));
    const print = printOf(homeView(steadyModel(model, clock.now())));
    return { view: homeView(model), print };
  }

  function known(): Known {
    return { ...parts.known(), open: events.open(), ended: events.ended(), readAt: events.readAt() };
  }

  async function readerOf(user: string, operator: boolean): Promise<Reader> {
    const check = checks.get(user);
    const shown = check && check.until > clock.monotonic();
    return {
      operator,
      operators: operator ? '' : await rights.operators(),
      page: viewers.page(user),
      ...(shown ? { checking: check.lines } : {}),
    };
  }

  /** Whom Slack tells nothing about is what they were last; `undefined`: nobody ever knew. */
  async function roleOf(user: string): Promise<Role | undefined> {
    const before = roles.get(user);
    if (before && before.until > clock.monotonic()) return before;
    try {
      const { member, operator } = await rights.who(user);
      const role = {
        member,
        operator: member && (operator ?? before?.operator ?? false),
        until: clock.monotonic() + ROLE_MS,
      };
      roles.set(user, role);
      return role;
    } catch {
      return before;
    }
  }

  async function quietly(work: Promise<unknown>, failed: string): Promise<void> {
    await work.catch((error: unknown) => log.warn({ err: error }, failed));
  }
}
