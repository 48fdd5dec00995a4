import { createTokens } from '../../../app/credential.ts';
import type { ChangeKind, TrackedEvent } from '../../../app/events/event.ts';
import { reconcile } from '../../../app/events/reconcile.ts';
import type { Tally } from '../../../app/events/tally.ts';
import type { HeldIncident, Platform, Report } from '../../../checkers/checker.ts';
import { createHttp } from '../../../checkers/http.ts';
import { firstLook } from '../../checkers/contract.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type MicrosoftLogin, startMicrosoftLogin } from '../microsoft-login.ts';
import type { PageServer } from './page-server.ts';

const registration = {
  tenantId: '00000000-0000-0000-0000-00000000000a',
  clientId: '00000000-0000-0000-0000-00000000000b',
  clientSecret: 'a.Secret~',
};

/** A platform behind the login, and somebody who looks at it and remembers. */
export interface MicrosoftBench<P extends PageServer> {
  page: P;
  login: MicrosoftLogin;
  clock: ManualClock;
  /** Looks a minute later, and says what follows. */
  look(): Promise<{ report: Report; kinds: ChangeKind[] }>;
  /** What is remembered of the only event. */
  event(): TrackedEvent;
}

/** Starts a stand-in behind a login, and looks at it as the bot does, with a token of its own. */
export async function withMicrosoft<P extends PageServer>(
  platform: Platform,
  startPage: (options: { clock: ManualClock; accepts: MicrosoftLogin['accepts'] }) => Promise<P>,
  run: (bench: MicrosoftBench<P>) => Promise<void>,
): Promise<void> {
  const clock = manualClock();
  const login = await startMicrosoftLogin({ clock, ...registration });
  const page = await startPage({ clock, accepts: login.accepts });
  const hosts = {
    'https://login.microsoftonline.com': login.origin,
    [new URL(platform.address).origin]: page.origin,
  };
  const token = createTokens({ ...registration, hosts, clock });
  const http = createHttp({ clock, hosts, userAgent: 'OutageBot/test', token });
  const events = new Map<string, TrackedEvent>();
  let tally: ReadonlyMap<string, Tally> = new Map();
  let lastGoodLookAt: number | undefined;

  function held(): HeldIncident[] {
    return [...events.values()]
      .filter(({ ending }) => !ending)
      .map(({ incidentId, beganAt, listedAt }) => ({
        id: incidentId,
        beganAt,
        listedAt,
      }));
  }

  try {
    await run({
      page,
      login,
      clock,
      async look() {
        await clock.advance(60_000);
        const lookAt = clock.now();
        const report = await platform.check(platform, { ...firstLook(http, clock), held: held() });
        const outcome = reconcile({
          platform: platform.id,
          known: [...events.values()],
          report,
          lookAt,
          ...(lastGoodLookAt === undefined ? {} : { lastGoodLookAt }),
          tally,
          newId: (id) => `${platform.prefix}-${id}`,
          audience: () => ({ channels: ['C1'], why: 'everything concerns us' }),
        });
        for (const { event } of outcome.writes) events.set(event.id, event);
        tally = outcome.tally;
        lastGoodLookAt = lookAt;
        return { report, kinds: outcome.writes.flatMap(({ kinds }) => kinds) };
      },
      event() {
        const [event] = events.values();
        if (!event || events.size > 1) throw new Error(`${events.size} events`);
        return event;
      },
    });
  } finally {
    http.close();
    await page.close();
    await login.close();
  }
}
