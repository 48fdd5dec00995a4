import { parseArgs } from 'node:util';

/** How the sandbox is to be run. */
export interface SandboxOptions {
  speed: number;
  /** Polls the real public status pages. */
  live: boolean;
  /** Port of the page; 0 for any. */
  port: number;
  verbose: boolean;
  /** Ends by itself when the story is over. */
  once: boolean;
  /** Nothing happens by itself: no story. */
  calm: boolean;
}

export const USAGE = `npm run sandbox -- [options]
  --speed N   how many times faster time runs (default 60)
  --live      poll the real public status pages, at the speed of real time, without a story
  --port N    port of the page (default: any free one)
  --verbose   show the app's log
  --calm      without a story: nothing happens but what you do
  --once      end when the story is over: with 0 when all came as it must, else with 1
`;

const SPEEDS = { least: 0.1, most: 240 };

/** Reads the command line, or says what is wrong with it. */
export function readOptions(args: string[]): SandboxOptions | { problem: string } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        speed: { type: 'string' },
        live: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        verbose: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        calm: { type: 'boolean', default: false },
      },
    });
    const { live, verbose, once, calm } = values;
    const speed = Number(values.speed ?? (live ? 1 : 60));
    const port = Number(values.port);
    if (!(speed >= SPEEDS.least && speed <= SPEEDS.most)) {
      return { problem: `--speed takes a number from ${SPEEDS.least} to ${SPEEDS.most}` };
    }
    if (!/^\d+$/.test(values.port) || port > 65_535)
      return { problem: '--port takes a number from 0 to 65535' };
    if (live && speed !== 1) return { problem: '--live runs at the speed of real time: leave --speed away' };
    if (live && once)
      return { problem: '--live has no story, so it never ends by itself: leave --once away' };
    if (calm && (once || live)) return { problem: '--calm stands alone: leave --once and --live away' };
    return { speed, live, port, verbose, once, calm };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
