import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Change, TrackedEvent } from '../../../app/events/event.ts';
import { at } from '../events/samples.ts';
import { ADA, BERT, type Bench, endedAt, KEY, majorEvent, startBench } from './bench.ts';

let bench: Bench;
const kept: Bench[] = [];

beforeEach(async () => {
  bench = await benchWith();
});
afterEach(async () => {
  for (const one of kept.splice(0)) {
    await one.close();
    // Whatever happened: no line of the log has the key, or an address.
    expect(one.lines.join('\n')).not.toContain(KEY);
    expect(one.lines.join('\n')).not.toMatch(/Bearer|"Authorization"|example\.com/);
  }
});

async function benchWith(options: Parameters<typeof startBench>[0] = {}): Promise<Bench> {
  const made = await startBench(options);
  kept.push(made);
  return made;
}

/** Who got which mail, in order. */
function sent({ sendgrid }: Bench): string[] {
  return sendgrid.mails.map(({ to, text }) => `${to.split('@')[0]}: ${about(text)}`);
}

function about(text: string): string | undefined {
  return /has a|got worse|open again|Nobody has acknowledged|has ended/.exec(text)?.[0];
}

/** The lines of the log with these words. */
function logged({ lines }: Bench, words: string): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === words);
}

const [openedChange] = majorEvent().changes as [Change];

function worsenedAt(minutes: number): Partial<TrackedEvent> {
  const change = { id: 'worse', kind: 'worsened', at: at(minutes), text: 'Worse' } as const;
  return { severity: 'critical', asOf: at(minutes), changes: [openedChange, change] };
}

/** Stops for ever, the first time it is passed. */
function stopsAt(point: string) {
  let stopped = false;
  return {
    crashpoint(name: string): Promise<void> | undefined {
      if (name !== point || stopped) return undefined;
      stopped = true;
      return new Promise<void>(() => undefined);
    },
  };
}

describe('the way of a mail', () => {
  test('goes to each address by itself, and nobody sees the others', async () => {
    bench = await benchWith({ to: [ADA, BERT, 'ADA@example.com'] });

    await bench.write(majorEvent());
    await bench.pass(1);

    expect(bench.sendgrid.mails.map(({ body }) => body.personalizations)).toEqual([
      [{ to: [{ email: ADA }] }],
      [{ to: [{ email: BERT }] }],
    ]);
    expect(bench.counts).toEqual(['sent', 'sent']);
  });

  test('not acknowledged: a second one after half an hour, and no third', async () => {
    await bench.write(majorEvent());

    await bench.pass(29);
    const before = sent(bench);
    await bench.pass(120);

    expect(before).toEqual(['ada: has a']);
    expect(sent(bench)).toEqual(['ada: has a', 'ada: Nobody has acknowledged']);
    expect(bench.sendgrid.mails[1]?.at).toBe(Date.parse(at(30)));
  });

  test('acknowledged in time: no second one, but the end is told', async () => {
    await bench.write(majorEvent());
    await bench.pass(10);

    await bench.change({ acknowledgedBy: { id: 'U1', name: 'ada', at: at(10) } });
    await bench.pass(60);
    await bench.change({ ...endedAt(70), acknowledgedBy: { id: 'U1', name: 'ada', at: at(10) } });
    await bench.pass(1);

    expect(sent(bench)).toEqual(['ada: has a', 'ada: has ended']);
  });

  test('one that waits is known, and no longer once it is sent', async () => {
    bench.sendgrid.break(503);
    await bench.write(majorEvent());
    await bench.pass(1);
    const status = bench.escalator.status();
    bench.sendgrid.mend();

    await bench.pass(6);

    expect(status).toEqual({
      waiting: 1,
      oldestWaitingSince: Date.parse(at(0)),
      trouble: 'SendGrid has a problem of its own (503).',
    });
    expect(bench.escalator.status()).toEqual({ waiting: 0 });
  });

  test('one that opened and ended between two looks: one mail to everybody, which says both', async () => {
    bench = await benchWith({ to: [ADA, BERT] });

    await bench.write(majorEvent(endedAt(0)));
    await bench.pass(90);

    expect(bench.sendgrid.mails.map(({ to, text }) => `${to}: ${text.split('\n')[0]}`)).toEqual(
      [ADA, BERT].map((to) =>
        expect.stringMatching(`^${to}: GitHub had a major outage. It has ended: resolved`),
      ),
    );
    expect(bench.escalator.status()).toEqual({ waiting: 0 });
  });

  test('simulated events and those below the floor never reach SendGrid', async () => {
    await bench.write(majorEvent({ id: 'GH-TEST1', simulated: true, severity: 'critical' }));
    await bench.write(majorEvent({ id: 'GH-MINOR', severity: 'minor' }));
    await bench.write(majorEvent({ id: 'GH-QUIET', announcements: [] }));
    await bench.pass(60);

    expect(bench.sendgrid.requests).toEqual([]);
  });

  test('an event that the resolved table holds as ended is not mailed', async () => {
    const ended = await bench.events.insert(majorEvent({ ...endedAt(5), revision: 2 }));
    if (ended) await bench.events.move(ended);

    await bench.write(majorEvent());
    await bench.pass(1);

    expect(bench.sendgrid.requests).toEqual([]);
    expect(await bench.events.open()).toEqual([]);
  });
});

describe('SendGrid in trouble', () => {
  test.each([429, 500, 503, 'hang', 'reset', 'html', 'redirect'] as const)(
    '%s: tried again until it is taken, once; nobody is told',
    async (fault) => {
      bench.sendgrid.break(fault, { times: 3 });

      await bench.write(majorEvent());
      await bench.pass(5);

      expect(sent(bench)).toEqual(['ada: has a']);
      expect(bench.sendgrid.requests).toHaveLength(4);
      expect(bench.heard).toEqual([undefined]);
    },
  );

  test.each(['lost-answer', 'cut'] as const)(
    '%s after the effect: sent again under the same id, so that mail programs can fold it',
    async (fault) => {
      bench.sendgrid.break(fault, { times: 1 });

      await bench.write(majorEvent());
      await bench.pass(5);

      const ids = bench.sendgrid.mails.map(({ headers }) => headers['Message-ID']);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
    },
  );

  test('429 with the time of its end: not asked before', async () => {
    bench.sendgrid.break({ resetInMs: 3 * 60_000 }, { times: 1 });

    await bench.write(majorEvent());
    await bench.pass(10);

    expect(bench.sendgrid.requests.map((one) => one.at - Date.parse(at(0)))).toEqual([0, 3 * 60_000]);
  });

  test.each([
    [401, /SENDGRID_API_KEY.*It says: The provided authorization grant/],
    [403, /SENDGRID_SENDER_EMAIL.*verified Sender Identity/],
    [400, /refuses the mail as it is \(400\)/],
  ] as const)('%d: operators are told once, and once when it works again', async (fault, words) => {
    bench.sendgrid.break(fault);
    await bench.write(majorEvent());
    await bench.pass(20);
    const told = [...bench.heard];
    bench.sendgrid.mend();

    await bench.pass(6);

    expect(told).toEqual([expect.stringMatching(words)]);
    expect(bench.heard).toEqual([...told, undefined]);
    expect(sent(bench)).toEqual(['ada: has a']);
    expect(bench.escalator.status()).toEqual({ waiting: 0 });
  });

  test('the real refusals of a wrong key and of an unknown sender read the same', async () => {
    const wrongKey = await benchWith({ key: `${KEY}x` });
    const unknownSender = await benchWith({ sender: 'else@example.com' });

    for (const one of [wrongKey, unknownSender]) {
      await one.write(majorEvent());
      await one.pass(1);
    }

    expect(wrongKey.heard).toEqual([expect.stringMatching(/\(401\).*invalid, expired, or revoked/)]);
    expect(unknownSender.heard).toEqual([expect.stringMatching(/\(403\).*verified Sender Identity/)]);
  });

  test('an address that SendGrid will not have does not keep the others waiting', async () => {
    bench = await benchWith({ to: [ADA, BERT] });
    bench.sendgrid.refused.add(ADA);

    await bench.write(majorEvent());
    await bench.pass(1);
    await bench.change(endedAt(1));
    await bench.pass(1);

    expect(sent(bench)).toEqual(['bert: has a', 'bert: has ended']);
    expect(bench.heard[0]).toMatch(/Does not contain a valid address\. It is entry 1 of ESCALATE_EMAILS/);
    expect(bench.escalator.status().waiting).toBe(0);
  });

  test('413 for one address: the others get theirs', async () => {
    bench = await benchWith({ to: [ADA, BERT] });
    bench.sendgrid.break(413, { times: 1 });

    await bench.write(majorEvent());
    await bench.pass(10);

    expect(sent(bench)).toEqual(['bert: has a']);
    expect(bench.sendgrid.requests).toHaveLength(2);
  });

  test('a mail that SendGrid finds fault with does not keep other events waiting', async () => {
    bench.sendgrid.break(400, { only: /GH-FIRST/ });

    await bench.write(majorEvent({ id: 'GH-FIRST' }));
    await bench.write(majorEvent({ id: 'GH-OTHER' }));
    await bench.pass(0);

    expect(bench.sendgrid.mails.map(({ subject }) => subject)).toEqual([
      '[Outage] GitHub: Incident with Actions (GH-OTHER)',
    ]);
  });

  test('a mail that SendGrid finds fault with is offered again every two minutes, however often one looks', async () => {
    bench.sendgrid.break(400);
    await bench.write(majorEvent());
    for (let seconds = 0; seconds < 300; seconds += 20) {
      await bench.pass(1 / 3);
      for (const row of await bench.events.open()) bench.escalator.nudge(row);
    }

    expect(bench.sendgrid.requests.map((one) => (one.at - Date.parse(at(0))) / 60_000)).toEqual([0, 2, 4]);
  });

  test.each([403, 503] as const)(
    'what ended while SendGrid answered nothing but %d is not mailed any more',
    async (fault) => {
      bench.sendgrid.break(fault);
      await bench.write(majorEvent());
      await bench.pass(5);
      await bench.change(endedAt(5));
      bench.sendgrid.mend();

      await bench.pass(10);

      expect(bench.sendgrid.mails).toEqual([]);
      expect(bench.escalator.status().waiting).toBe(0);
      expect(logged(bench, 'An outage ended before it could be mailed')).toMatchObject([
        { event: 'GH-7K2QM', addresses: 1, why: expect.stringContaining(`(${fault})`) },
      ]);
    },
  );

  test('of what ended while it was mailed to some, the log says how many never heard', async () => {
    bench = await benchWith({ to: [ADA, BERT] });
    bench.sendgrid.break(503, { only: /bert/ });
    await bench.write(majorEvent());
    await bench.pass(5);
    await bench.change(endedAt(5));

    await bench.pass(10);

    expect(sent(bench)).toEqual(['ada: has a', 'ada: has ended']);
    expect(logged(bench, 'An outage ended before it could be mailed')).toMatchObject([{ addresses: 1 }]);
  });

  test('what somebody took care of before it was mailed is not missed', async () => {
    bench.sendgrid.break(503);
    const acknowledgedBy = { id: 'U1', name: 'ada', at: at(3) };
    await bench.write(majorEvent());
    await bench.pass(3);
    await bench.change({ acknowledgedBy });
    await bench.pass(3);

    await bench.change({ ...endedAt(6), acknowledgedBy });
    await bench.pass(10);

    expect(logged(bench, 'An outage ended before it could be mailed')).toEqual([]);
  });

  test('where an answer was lost, and it ended, the end is told: somebody may know of the beginning', async () => {
    bench.sendgrid.break('lost-answer', { times: 1 });
    await bench.write(majorEvent());
    await bench.pass(0.1);

    await bench.change(endedAt(1));
    await bench.pass(5);

    expect(sent(bench)).toEqual(['ada: has a', 'ada: has ended']);
  });

  test('let in again after the outage was over: operators hear of it without another mail', async () => {
    bench.sendgrid.break(401);
    await bench.write(majorEvent());
    await bench.pass(1);
    await bench.change(endedAt(1));
    await bench.pass(5);
    await bench.escalator.probe();
    const told = [...bench.heard];
    bench.sendgrid.mend();
    await bench.pass(5);

    await bench.escalator.probe();

    expect(told).toEqual([expect.stringMatching(/SENDGRID_API_KEY/)]);
    expect(bench.heard).toEqual([...told, undefined]);
    expect(bench.sendgrid.mails).toEqual([]);
  });

  test('after a day of failing the last mail is given up, and operators are told so', async () => {
    await bench.write(majorEvent());
    await bench.pass(1);
    bench.sendgrid.break(503);
    await bench.change(endedAt(1));
    await bench.pass(23 * 60);
    const before = bench.escalator.status().waiting;

    await bench.pass(70);

    expect(before).toBe(1);
    expect(bench.escalator.status().waiting).toBe(0);
    expect((await bench.event()).escalation?.mails.at(-1)).toMatchObject({ kind: 'ended', givenUp: true });
    expect(bench.heard.at(-1)).toMatch(/GH-7K2QM has ended could not be mailed for a day and was given up/);
  });
});

describe('an address whose mails fail', () => {
  test.each([400, 503, 'hang', 'reset'] as const)(
    '%s: the others hear of it at once, and again; it gets its own when that is over',
    async (fault) => {
      bench = await benchWith({ to: [ADA, BERT] });
      bench.sendgrid.break(fault, { only: /ada@/ });
      await bench.write(majorEvent());
      await bench.pass(1);
      const first = sent(bench);
      await bench.pass(33);
      const second = sent(bench).slice(1);
      const waiting = bench.escalator.status();
      bench.sendgrid.mend();

      await bench.pass(5);
      const third = sent(bench).slice(2);
      await bench.pass(60);

      expect(first).toEqual(['bert: has a']);
      expect(second).toEqual(['bert: Nobody has acknowledged']);
      expect(waiting).toMatchObject({ waiting: 1, oldestWaitingSince: Date.parse(at(0)) });
      expect(waiting.trouble).toEqual(expect.any(String));
      expect(third).toEqual(['ada: has a']);
      expect(sent(bench).slice(3)).toEqual(['ada: Nobody has acknowledged']);
      expect(bench.escalator.status()).toEqual({ waiting: 0 });
    },
  );

  test('last of the list: the first one still hears again, once', async () => {
    bench = await benchWith({ to: [ADA, BERT] });
    bench.sendgrid.break(400, { only: /bert@/ });

    await bench.write(majorEvent());
    await bench.pass(90);

    expect(sent(bench)).toEqual(['ada: has a', 'ada: Nobody has acknowledged']);
  });

  test.each([400, 503] as const)(
    '%d: other events, and what is new of this one, do not wait',
    async (fault) => {
      bench = await benchWith({ to: [ADA, BERT] });
      bench.sendgrid.break(fault, { only: /ada@/ });
      await bench.write(majorEvent());
      await bench.pass(11);

      await bench.write(majorEvent({ id: 'GH-OTHER', changes: [{ ...openedChange, at: at(11) }] }));
      await bench.pass(0);
      const other = sent(bench).slice(1);
      await bench.change(worsenedAt(11));
      await bench.pass(0);

      expect(other).toEqual(['bert: has a']);
      expect(sent(bench).slice(2)).toEqual(['bert: got worse']);
    },
  );

  test('is offered its mail less and less often, and the others are left alone', async () => {
    bench = await benchWith({ to: [ADA, BERT] });
    bench.sendgrid.break(503, { only: /ada@/ });

    await bench.write(majorEvent());
    await bench.pass(10);

    const seconds = bench.sendgrid.requests.map((one) => (one.at - Date.parse(at(0))) / 1000);
    expect(seconds).toEqual([0, 0, 10, 30, 70, 150, 270, 390, 510]);
  });

  test('after every address has failed all mails rest', async () => {
    bench = await benchWith({ to: [ADA, BERT] });
    bench.sendgrid.break(503);

    await bench.write(majorEvent());
    await bench.write(majorEvent({ id: 'GH-OTHER' }));
    await bench.pass(0.1);

    expect(bench.sendgrid.requests).toHaveLength(2);
  });

  test('a key that is refused is not tried with each address', async () => {
    bench = await benchWith({ to: [ADA, BERT], key: `${KEY}x` });

    await bench.write(majorEvent());
    await bench.pass(0.1);

    expect(bench.sendgrid.requests).toHaveLength(1);
  });
});

describe('at least once', () => {
  test.each([
    ['mail claimed', 1],
    ['mail sent', 2],
  ] as const)('died after "%s": the next copy sends it', async (point, mails) => {
    const dying = bench.another(stopsAt(point));
    await bench.escalator.stop();
    await bench.write(majorEvent());
    await bench.pass(0.1);
    void dying.stop();

    const next = bench.another();
    for (const row of await bench.events.open()) next.nudge(row);
    await bench.pass(1);

    expect(sent(bench)).toEqual(Array(mails).fill('ada: has a'));
    expect(new Set(bench.sendgrid.mails.map(({ headers }) => headers['Message-ID'])).size).toBe(1);
  });

  test('died between sending and writing down, then it ended: the end is told', async () => {
    const dying = bench.another(stopsAt('mail sent'));
    await bench.escalator.stop();
    await bench.write(majorEvent());
    await bench.pass(0.1);
    void dying.stop();
    bench.another();

    await bench.change(endedAt(2));
    await bench.pass(1);

    expect(sent(bench)).toEqual(['ada: has a', 'ada: has ended']);
  });

  test('storage away while it is sent: written down as soon as it is back, and not sent again', async () => {
    await bench.escalator.stop();
    bench.another({ crashpoint: (name) => (name === 'mail sent' ? bench.storageAway(true) : undefined) });
    await bench.write(majorEvent());
    await bench.pass(0.2);
    bench.storageAway(false);
    await bench.pass(5);

    expect(sent(bench)).toEqual(['ada: has a']);
    expect((await bench.event()).escalation?.mails[0]?.done).toBe(true);
  });

  test('a copy that slept over its turn and wakes sends nothing that another has sent', async () => {
    const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
    const sleeper = bench.another({ crashpoint: (name) => (name === 'mail claimed' ? woken : undefined) });
    await bench.escalator.stop();
    await bench.write(majorEvent());
    await bench.pass(0.1);
    const other = bench.another();
    for (const row of await bench.events.open()) other.nudge(row);
    await bench.pass(2);

    wake();
    await bench.pass(1);

    expect(sent(bench)).toEqual(['ada: has a']);
    expect(sleeper.status().waiting).toBe(0);
  });

  test('two copies that see the same events send each mail once', async () => {
    bench = await benchWith({ to: [ADA, BERT] });
    bench.another();

    await bench.write(majorEvent());
    await bench.pass(45);
    await bench.change(endedAt(45));
    await bench.pass(2);

    expect(sent(bench).sort()).toEqual(
      ['ada', 'bert'].flatMap((who) => [
        `${who}: Nobody has acknowledged`,
        `${who}: has a`,
        `${who}: has ended`,
      ]),
    );
  });
});
