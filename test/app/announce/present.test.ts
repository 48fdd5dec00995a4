import { expect, test } from '@jest/globals';
import { instant, instantAt, presentEvent } from '../../../app/announce/present.ts';
import { noted } from '../../../app/events/acts.ts';
import type { TrackedEvent } from '../../../app/events/event.ts';
import { links } from '../../standins/slack/reading.ts';
import { at } from '../events/samples.ts';
import { ada, ticket, tracked } from '../tickets/tracked.ts';

/** The addresses in one reply that tells all there is. */
function linksInThread(event: TrackedEvent): string[] {
  const { reply, keys } = presentEvent(event, { platforms: [], tickets: true, now: 0 });
  const { text, blocks } = reply(new Set(keys), new Set());
  return links({ text, blocks: blocks as never });
}

test('the reply that tells of a ticket links to it', () => {
  const text = 'Ticket 7 created';
  const event = noted(tracked({ ticket: ticket() }), { kind: 'ticket', text, by: ada, at: at(2) });

  expect(linksInThread(event)).toEqual(['https://dev.azure.com/f/p/_workitems/edit/7']);
});

test('other replies do not', () => {
  expect(linksInThread(tracked({ ticket: ticket() }))).toEqual([]);
});

test('a point in time is the same in milliseconds, whatever was asked for before', () => {
  const began = Date.parse('2026-11-20T23:58:30.250Z');
  const moments = Array.from({ length: 250 }, (_, i) => began + i * 20_000).flatMap((ms) => [
    ms,
    began,
    ms + 1,
  ]);

  expect(moments.map(instantAt)).toEqual(moments.map((ms) => instant(new Date(ms).toISOString())));
});
