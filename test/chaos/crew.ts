import { readFileSync } from 'node:fs';
import type { AppProcess, Exit } from '../sandbox/app-process.ts';
import { quietPort } from '../standins/quiet-port.ts';
import { startTableProxy, type TableFault, type TableProxy } from '../standins/table-proxy.ts';
import type { Diary } from './diary.ts';
import type { Day, Life } from './script.ts';
import type { ChaosWorld } from './world.ts';

/** A copy of the bot from its start to its end. */
export interface Copy {
  /** Such as `1.2`: the second life of the first copy. */
  name: string;
  slot: number;
  app: AppProcess;
  port: number;
  startedAt: number;
  /** All that it ever logged. */
  log(): string;
  /** Why it ends, if we made it. */
  doomed?: 'killed' | 'stopped';
  exit?: Exit & { at: number };
  /** Ends its sleep. */
  wake?: () => void;
}

/** The copies of a day. */
export interface Crew {
  copies: readonly Copy[];
  /** Those that run and are awake. */
  awake(): Copy[];
  start(slot: number): Promise<void>;
  /** Does it to the copy that runs in a slot; for one that is empty, nothing. */
  kill(slot: number, backAfterMs: number): void;
  stop(slot: number, backAfterMs: number): void;
  pause(slot: number, forMs: number): void;
  /** Starts a new one, and stops the old one only then. */
  deploy(slot: number, overlapMs: number): Promise<void>;
  /** Everybody is awake, every slot has a copy. */
  heal(): Promise<void>;
  /** SIGTERM for all, and nobody comes back. */
  end(): Promise<void>;
}

/** What storage does with a request at this moment. */
export interface Storage {
  trouble: TableProxy['trouble'];
  away: boolean;
}

/** Where a copy did it to itself. */
export const AT_CRASHPOINT = 'at a crashpoint';
/** An orchestrator brings back what has ended, after this long. */
const BACK_AFTER_MS = 10_000;
const WATCH_MS = 40;

/** Nobody runs yet. */
export function createCrew(
  world: ChaosWorld,
  day: Day,
  { diary, storage }: { diary: Diary; storage: Storage },
): Crew & { setAway(on: boolean): void } {
  const { clock } = world;
  const copies: Copy[] = [];
  const lines: TableProxy[] = [];
  const lives = new Map<number, number>();
  const comings = new Map<number, () => void>();
  let ending = false;
  let healed = false;

  const running = (slot: number) =>
    copies.findLast((one) => one.slot === slot && !one.exit && one.doomed === undefined);

  async function start(slot: number): Promise<void> {
    comings.get(slot)?.();
    comings.delete(slot);
    if (ending) return;
    const nth = (lives.get(slot) ?? 0) + 1;
    lives.set(slot, nth);
    const life: Life = healed ? {} : (day.lives[slot]?.[nth - 1] ?? {});
    const { at, jumps = [] } = life;
    const line = await startTableProxy(world.azurite, world.azurite.connectionString, {
      ownLease: day.leaders,
      now: clock.now,
    });
    line.trouble = (call): TableFault | undefined => storage.trouble(call);
    line.away(storage.away);
    lines.push(line);
    const port = await quietPort();
    const app = await world.startApp({
      ...(at && { at: { crashpoint: at.crashpoint, nth: at.nth, signal: at.signal } }),
      agrees: true,
      jumps: jumps.map((jump) => ({ at: day.epoch + jump.at, byMs: jump.byMs })),
      hosts: world.hosts,
      env: {
        ...world.env,
        PORT: String(port),
        LOG_LEVEL: day.logLevel,
        AZURE_STORAGE_CONNECTION_STRING: line.connectionString,
      },
    });
    let log = '';
    app.onLog((piece) => {
      log += piece;
    });
    const copy: Copy = {
      name: `${slot + 1}.${nth}`,
      slot,
      app,
      port,
      startedAt: clock.now(),
      log: () => log,
    };
    copies.push(copy);
    for (const jump of jumps)
      diary.entries.push({ kind: 'clock', what: copy.name, from: day.epoch + jump.at });
    if (at?.signal === 'SIGSTOP') watchForSleep(copy, at.forMs);
    void app.exited.then((exit) => ended(copy, exit, at?.signal === 'SIGKILL'));
  }

  function ended(copy: Copy, exit: Exit, maySelf: boolean): void {
    copy.exit = { ...exit, at: clock.now() };
    copy.wake?.();
    if (exit.signal === 'SIGKILL' && copy.doomed === undefined && maySelf) {
      copy.doomed = 'killed';
      diary.note('killed', `${copy.name} ${AT_CRASHPOINT}`);
    }
    // Whoever ends it says when it comes back; for what ends by itself there is an orchestrator.
    if (!comings.has(copy.slot) && !running(copy.slot)) comeBack(copy.slot, BACK_AFTER_MS);
  }

  function comeBack(slot: number, afterMs: number): void {
    if (ending) return;
    comings.get(slot)?.();
    comings.set(
      slot,
      clock.after(afterMs, () => void start(slot)),
    );
  }

  function sleep(copy: Copy, forMs: number, where: string): void {
    const over = diary.begin('paused', `${copy.name} ${where}`);
    const cancel = clock.after(forMs, () => copy.wake?.());
    copy.wake = () => {
      delete copy.wake;
      cancel();
      over();
      if (copy.app.running()) copy.app.signal('SIGCONT');
    };
  }

  function watchForSleep(copy: Copy, forMs: number): void {
    const timer = setInterval(() => {
      if (!copy.app.running()) return clearInterval(timer);
      if (copy.wake || !isAsleep(copy.app.pid)) return;
      clearInterval(timer);
      sleep(copy, healed ? 0 : forMs, AT_CRASHPOINT);
    }, WATCH_MS);
  }

  return {
    copies,
    awake: () => copies.filter((one) => !one.exit && one.doomed === undefined && !one.wake),
    start,
    kill(slot, backAfterMs) {
      const copy = running(slot % day.copies);
      if (!copy) return;
      copy.doomed = 'killed';
      diary.note('killed', copy.name);
      comeBack(copy.slot, backAfterMs);
      void copy.app.kill();
    },
    stop(slot, backAfterMs) {
      const copy = running(slot % day.copies);
      if (!copy) return;
      terminate(copy);
      comeBack(copy.slot, backAfterMs);
    },
    pause(slot, forMs) {
      const copy = running(slot % day.copies);
      if (!copy || copy.wake) return;
      copy.app.signal('SIGSTOP');
      sleep(copy, forMs, 'at any moment');
    },
    async deploy(slot, overlapMs) {
      const old = running(slot % day.copies);
      if (!old) return;
      await start(old.slot);
      clock.after(overlapMs, () => {
        if (!old.exit && old.doomed === undefined) terminate(old);
      });
    },
    setAway(on) {
      storage.away = on;
      for (const line of lines) line.away(on);
    },
    async heal() {
      healed = true;
      for (const copy of copies) copy.wake?.();
      const empty = Array.from({ length: day.copies }, (_, slot) => slot).filter((slot) => !running(slot));
      await Promise.all(empty.map(start));
    },
    async end() {
      ending = true;
      for (const cancel of comings.values()) cancel();
      for (const copy of copies) if (!copy.exit && copy.doomed === undefined) terminate(copy);
      await Promise.all(copies.map(({ app }) => app.exited));
      await Promise.all(lines.map((line) => line.close()));
    },
  };

  function terminate(copy: Copy): void {
    copy.doomed = 'stopped';
    diary.note('stopped', copy.name);
    copy.wake?.();
    void copy.app.stop();
  }
}

/** Whether the process is stopped (state T), as Linux tells it. */
function isAsleep(pid: number): boolean {
  try {
    return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
