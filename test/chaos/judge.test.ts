import { expect, test } from '@jest/globals';
import type { Ending, Told } from './ending.ts';
import { FINAL, HEALING, judge } from './judge/index.ts';
import { sampleEnding } from './sample-ending.ts';

type Doctored = [invariant: string, what: string, doctor: (ending: Ending) => void];

/** The first of a list that must not be empty. */
function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new Error('nothing there');
  return one;
}
const ended = ({ told }: Ending): Told => first(told);
const living = ({ told }: Ending): Told => first(told.slice(1));

const cases: Doctored[] = [
  ['one root for each event and channel, and none else', 'a root is gone', ({ told }) => told.pop()],
  [
    'one root for each event and channel, and none else',
    'a root stands twice',
    (ending) => ending.told.push({ ...ended(ending), replies: [], replyTexts: [] }),
  ],
  [
    'one root for each event and channel, and none else',
    'a root is of no event',
    (ending) => {
      const one = structuredClone({ ...ended(ending) });
      one.root.metadata = { event_type: 'x', event_payload: { id: 'GH-OTHER' } };
      one.root.blocks = [];
      ending.told.push(one);
    },
  ],
  [
    'each root shows what the table says',
    'a root shows another title',
    (ending) => {
      first(ending.open).title = 'Another title';
    },
  ],
  [
    'each thread tells everything once and in order',
    'a reply stands twice',
    (ending) => ended(ending).replies.push(structuredClone(first(ended(ending).replies))),
  ],
  [
    'each thread tells everything once and in order',
    'a thread lacks its replies',
    (ending) => ended(ending).replies.pop(),
  ],
  [
    'each thread tells everything once and in order',
    'a thread tells what came later first',
    (ending) => {
      const payload = first(ended(ending).replies).metadata?.event_payload;
      if (payload) payload.keys = String(payload.keys).split(' ').reverse().join(' ');
    },
  ],
  [
    'what is open has one living root, what is over none',
    'a root lives though its incident is over',
    (ending) => {
      ended(ending).text = 'Major, identified · GitHub';
    },
  ],
  [
    'what is open has one living root, what is over none',
    'the root of what is open says that it is over',
    (ending) => {
      living(ending).text = 'Resolved after 3 min (was minor) · GitHub';
    },
  ],
  [
    'what could be seen for minutes was told',
    'nobody was told of what was there for long',
    (ending) => {
      ending.resolved = [];
      ending.told.shift();
    },
  ],
  [
    'nothing was told that no page showed',
    'an event is of no incident',
    (ending) => {
      ending.incidents.pop();
    },
  ],
  [
    'nothing was told that no page showed',
    'a mere notice was told',
    (ending) => {
      first(ending.incidents).badness = [{ from: 0, is: 'notice' }];
    },
  ],
  [
    'each text of a page was told once and in order',
    'a text is missing in the thread',
    (ending) => {
      ended(ending).replyTexts = ['Word 0. Word 2.'];
    },
  ],
  [
    'each text of a page was told once and in order',
    'a text stands twice',
    (ending) => {
      ended(ending).replyTexts = ['Word 0. Word 1. Word 1. Word 2.'];
    },
  ],
  [
    'each text of a page was told once and in order',
    'an earlier text stands after a later one',
    (ending) => {
      ended(ending).replyTexts = ['Word 1. Word 0. Word 2.'];
    },
  ],
  [
    'notices are over with what they are about',
    'a notice stands though all is well',
    ({ notices }) =>
      notices.push({
        id: 'github',
        text: 'Cannot tell',
        overText: 'It can',
        since: '2026-11-20T10:00:00.000Z',
        revision: 1,
        announcements: [],
      }),
  ],
  [
    'test mode leaves nothing behind',
    'a simulated event is still there',
    ({ open }) => open.push({ ...first(open), id: 'GH-TEST', simulated: true, announcements: [] }),
  ],
  [
    'one ticket for each event that has one',
    'a ticket was made twice',
    ({ items }) => items.push({ ...structuredClone(first(items)), id: 2 }),
  ],
  [
    'one ticket for each event that has one',
    'a ticket is of an event that knows of none',
    (ending) => {
      delete first(ending.resolved).ticket;
    },
  ],
  [
    'each ticket tells everything once',
    'something is missing in a ticket',
    (ending) => first(ending.resolved).ticket?.told.pop(),
  ],
  ['each update of our own page is on X once', 'a post is missing', ({ posts }) => posts.pop()],
  [
    'each update of our own page is on X once',
    'a post is there twice',
    ({ posts }) => posts.push({ ...first(posts), id: '2' }),
  ],
  [
    'each mail that is due was sent',
    'a mail never arrived',
    (ending) => {
      ending.mails.pop();
    },
  ],
  [
    'each mail that is due was sent',
    'a mail is owed',
    (ending) => {
      const event = first(ending.resolved);
      event.escalation?.mails.pop();
      ending.mails = ending.mails.filter(({ headers }) => !headers['In-Reply-To']?.includes('.'));
    },
  ],
  [
    'a mail is doubled only where it had to be',
    'a mail came twice on a quiet day',
    ({ mails }) => mails.push({ ...first(mails), at: first(mails).at + 60_000 }),
  ],
  [
    'each acknowledged press had its effect or was explained',
    'nothing came of a press',
    ({ presses, open }) => {
      first(presses).about = 'GH-OTHER';
      first(open).changes = first(open).changes.slice(0, 1);
    },
  ],
  [
    'no press had its effect twice',
    'one press acknowledged twice',
    ({ open }) => {
      const { changes } = first(open);
      changes.push({ ...structuredClone(first(changes.slice(-1))), id: '9' });
    },
  ],
  ['no event is in both tables', 'an event is in both', ({ open, resolved }) => open.push(first(resolved))],
  [
    'no copy ended by itself',
    'a copy ended by itself',
    ({ copies }) => {
      delete first(copies).doomed;
    },
  ],
  [
    'no copy ended by itself',
    'a copy did not stop as it should',
    ({ copies }) => {
      first(copies).exit = { code: null, signal: 'SIGKILL', at: 0 };
    },
  ],
  [
    'no error that nobody handled',
    'a copy logged an error',
    ({ copies }) => {
      first(copies).log = '{"level":"error","msg":"A checker failed by a bug of ours"}';
    },
  ],
  [
    'no error that nobody handled',
    'a copy wrote a stack',
    ({ copies }) => {
      first(copies).log = 'TypeError: x is not a function';
    },
  ],
  [
    'no secret in any output',
    'a secret was written, encoded',
    (ending) => {
      ending.output = Buffer.from(':made-up').toString('base64');
    },
  ],
  [
    'Slack had nothing to complain of',
    'an envelope was not acknowledged',
    ({ violations, now }) =>
      violations.push({ at: now, what: 'interactive block_actions was not acknowledged within 3 seconds' }),
  ],
  [
    'Slack had nothing to complain of',
    'somebody was notified',
    ({ notified }) => notified.push('here by /text'),
  ],
];

test('a day that went as it should violates nothing', () => {
  const ending = sampleEnding();

  expect(judge(ending)).toEqual([]);
});

test.each(cases)('“%s” does not hold when %s', (invariant, _what, doctor) => {
  const ending = sampleEnding();

  doctor(ending);

  expect(judge(ending).map((wrong) => wrong.invariant)).toContain(invariant);
});

test('every invariant is seen to fail here', () => {
  const seen = new Set(cases.map(([invariant]) => invariant));

  expect([...seen].sort()).toEqual(Object.keys({ ...HEALING, ...FINAL }).sort());
});

test('a used-up response_url is excused where one envelope went to two copies, and nowhere else', () => {
  const ending = sampleEnding();
  ending.violations.push({ at: ending.now, what: 'response_url: used_url' });
  const shared = [{ kind: 'twice' as const, what: 'the next three', from: 0 }];

  expect(judge({ ...ending, diary: shared }, FINAL)).toEqual([]);
  expect(judge(ending, FINAL)).not.toEqual([]);
});

test('a trigger that had expired is excused after a pause, and at no other time', () => {
  const ending = sampleEnding();
  ending.violations.push({ at: ending.now, what: 'views.open: expired_trigger_id' });
  const woken = (ms: number) => {
    const to = ending.now - ms * ending.speed;
    return judge({ ...ending, diary: [{ kind: 'paused', what: '1.1', from: 0, to }] }, FINAL).length;
  };

  expect([woken(1_000), woken(10_000)]).toEqual([0, 1]);
});

test('an envelope that crossed the goodbye of a copy that stopped is excused, and no other', () => {
  const { now } = sampleEnding();
  const after = (ms: number, kind: 'stopped' | 'starting' = 'stopped') => {
    const what = `interactive x was not acknowledged before the app closed its socket, ${ms} ms after it had been sent`;
    const diary = [{ kind, what: '1.1', from: now - 1, to: now - 1 }];
    return judge({ ...sampleEnding(), violations: [{ at: now, what }], diary }, FINAL).length;
  };

  expect([after(4), after(600), after(4, 'starting')]).toEqual([0, 1, 1]);
});

test('a mail that came twice is excused by a copy that died in between, and by nothing that came before', () => {
  const ending = sampleEnding();
  const mail = first(ending.mails);
  ending.mails.push({ ...mail, at: mail.at + 60_000 });
  const died = (at: number) =>
    judge({ ...ending, diary: [{ kind: 'killed', what: '1.1', from: at, to: at }] }, FINAL);

  expect(died(mail.at + 10_000)).toEqual([]);
  expect(died(mail.at - 10 * 60_000)).not.toEqual([]);
});

test('a press is excused by a copy that used up its time to stop, and by none that left earlier', () => {
  const stoppingFor = (ms: number) => {
    const ending = sampleEnding();
    const at = ending.now - 60_000;
    const press = { who: 'ada', what: 'command' as const, about: '/testmodeon', at, acked: true, seen: [] };
    ending.presses.push(press);
    ending.speed = 1;
    const copy = { ...first(ending.copies), name: '1.1', doomed: 'stopped' as const };
    ending.copies = [{ ...copy, exit: { code: 0, signal: null, at: at + 500 } }];
    const from = at + 500 - ms;
    ending.diary = [{ kind: 'stopped', what: '1.1', from, to: from }];
    return judge(ending).map(({ invariant }) => invariant);
  };

  expect(stoppingFor(8_000)).toEqual([]);
  expect(stoppingFor(3_000)).toEqual(['each acknowledged press had its effect or was explained']);
});

test('an answer that Slack lost excuses one press, and not two', () => {
  const ending = sampleEnding();
  const press = {
    who: 'ben',
    what: 'why' as const,
    about: 'GH-2QM7K',
    at: ending.now,
    acked: true,
    seen: [],
  };
  const diary = [{ kind: 'Slack' as const, what: 'response_url "reset"', from: 0, hits: 1 }];
  const unanswered = (presses: Ending['presses']) => judge({ ...ending, diary, presses }, HEALING).length;

  expect([unanswered([press]), unanswered([press, press])]).toEqual([0, 1]);
});

test('last words are excused where a copy had no answer in time from that page, or from several, and nowhere else', () => {
  const ending = sampleEnding();
  const [incident] = ending.incidents;
  const over = incident?.open.at(-1)?.to ?? 0;
  incident?.said.push({ words: 'Last words.', at: over });
  const lateFor = (platforms: readonly string[], afterMs: number) => {
    const time = new Date(over + afterMs).toISOString();
    const why = '"reason":"unreachable","message":"GET https://x: gave no whole answer within 10 s"';
    const lines = platforms.map(
      (platform) => `{"level":"info","time":"${time}","platform":"${platform}",${why}}`,
    );
    return judge({ ...ending, copies: [{ name: '1.1', log: lines.join('\n') }] }, HEALING).length;
  };

  expect([lateFor(['github'], 30_000), lateFor(['github'], 300_000)]).toEqual([0, 1]);
  // A machine that has no time for several others has none for it either.
  expect([lateFor(['snowflake', 'm365'], 30_000), lateFor(['snowflake', 'm365', 'slack'], 30_000)]).toEqual([
    1, 0,
  ]);
});

test('what a feed shows to begin again in the minute of its end may as well have ended last', () => {
  const ending = sampleEnding();
  const [incident] = ending.incidents;
  if (!incident) throw new Error('no incident');
  const over = incident.open.at(-1)?.to ?? 0;
  incident.said.push({ words: 'It is back.', at: over + 1_000 }, { words: 'And gone.', at: over + 70_000 });
  incident.open.push({ from: over + 1_000, to: over + 70_000 });
  for (const told of ending.told)
    for (const [i, text] of told.replyTexts.entries())
      told.replyTexts[i] = text.replace('Word 2.', 'Word 2. It is back.');
  const judged = (source: typeof incident.source) => {
    const incidents = [{ ...incident, source }, ...ending.incidents.slice(1)];
    const known = (event: (typeof ending.open)[number]) =>
      event.incidentId === incident.id ? { ...event, platform: source } : event;
    return judge({ ...ending, incidents, resolved: ending.resolved.map(known) }, HEALING).filter(
      ({ words }) => words.includes('And gone.'),
    ).length;
  };

  expect([judged('retool'), judged('github')]).toEqual([0, 1]);
});

test('what a feed shows to be open again in the minute of its end is over to it until it says more', () => {
  const ending = sampleEnding();
  const [incident] = ending.incidents;
  if (!incident) throw new Error('no incident');
  const over = incident.open.at(-1)?.to ?? 0;
  const minute = over - (over % 60_000);
  incident.open = [{ from: minute - 600_000, to: minute }, { from: minute + 1_000 }];
  const judged = (source: typeof incident.source, saidAt = minute + 1_000) => {
    const said = [...incident.said.filter(({ at }) => at <= minute), { words: 'It is back.', at: saidAt }];
    const incidents = [{ ...incident, said, source }, ...ending.incidents.slice(1)];
    const known = (event: (typeof ending.open)[number]) =>
      event.incidentId === incident.id ? { ...event, platform: source } : event;
    return judge({ ...ending, incidents, resolved: ending.resolved.map(known) }, HEALING).filter(
      ({ words }) => words.includes('has 0 living roots'),
    ).length;
  };

  expect([judged('retool'), judged('retool', minute + 70_000), judged('github')]).toEqual([0, 1, 1]);
});

test('a press of which nothing came is excused by a copy that died at it, be it after a pause', () => {
  const ending = sampleEnding();
  const at = ending.now - 10 * 60_000;
  const press = {
    who: 'ben',
    what: 'ticket' as const,
    about: 'GH-2QM7K',
    at,
    acked: true,
    seen: ['Creating…'],
  };
  const killed = { kind: 'killed' as const, what: '1.1', from: at + 180_000, to: at + 180_000 };
  const paused = { kind: 'paused' as const, what: '1.1', from: at + 10_000, to: at + 170_000 };
  const wrong = (diary: Ending['diary']) => judge({ ...ending, presses: [press], diary }, HEALING).length;

  expect([wrong([paused, killed]), wrong([killed]), wrong([paused])]).toEqual([0, 1, 1]);
});

test('a mail that came twice is excused where a copy had no answer, once for each', () => {
  const ending = sampleEnding();
  const mail = first(ending.mails);
  const event = /\(([A-Z]{2}-\w+)\)/.exec(mail.subject)?.[1];
  const log = `{"level":"warn","event":"${event}","entry":1,"reason":"unreachable","msg":"A mail was not sent"}`;
  const times = (count: number) => {
    const again = Array.from({ length: count }, (_, i) => ({ ...mail, at: mail.at + (i + 1) * 60_000 }));
    const mails = [...ending.mails, ...again];
    return judge({ ...ending, mails, copies: [{ name: '1.1', log }] }, FINAL).length;
  };

  expect([times(1), times(2)]).toEqual([0, 1]);
});

test('a mail that came twice is excused by a copy that wrote it down only after its claim was over', () => {
  const ending = sampleEnding();
  const mail = first(ending.mails);
  ending.mails.push({ ...mail, at: mail.at + 31_000 });
  const wroteDown = (afterMs: number) => {
    const time = new Date(mail.at + afterMs).toISOString();
    const log = `{"level":"info","time":"${time}","event":"GH-7K2QM","entry":1,"msg":"A mail was sent"}`;
    return judge({ ...ending, copies: [{ name: '1.1', log }] }, FINAL);
  };

  expect(wroteDown(30_000)).toEqual([]);
  expect(wroteDown(1_000)).not.toEqual([]);
});
