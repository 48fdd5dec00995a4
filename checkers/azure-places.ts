import { createHash } from 'node:crypto';
import { type Impact, isOpen, type Properties } from './azure-answers.ts';
import type { Affected, Phase, Update } from './checker.ts';
import { compare, instant, spelt } from './foreign.ts';
import { plainLine, plainText } from './text.ts';

type Region = NonNullable<Impact['impactedRegions']>[number];

/** A service in a region. */
export interface Place {
  affected: Affected;
  over: boolean;
  said: { text: string; at: string | undefined }[];
}

/** Where an event is felt, in a fixed order. */
export function placesOf(impacts: readonly Impact[], remarks: Set<string>): Place[] {
  const places = impacts.flatMap(({ impactedService: service, impactedRegions: regions }) =>
    (regions?.length ? regions : [{}]).flatMap((one: Partial<Region>) => {
      const affected = placeNamed(service, one.impactedRegion);
      if (!affected) return [];
      const said = (one.updates ?? []).map(({ summary, updateDateTime }) => ({
        text: plainText(summary ?? ''),
        at: instant(updateDateTime),
      }));
      return [{ affected, over: one.status != null && !isOpen(one.status, remarks), said }];
    }),
  );
  // Subscriptions answer in no fixed order.
  return places.sort((a, b) => compare(a.affected.id, b.affected.id));
}

function placeNamed(
  service: string | null | undefined,
  region: string | null | undefined,
): Affected | undefined {
  const name = plainLine(service || region || '');
  if (!name) return undefined;
  const group = plainLine(region ?? '');
  // What is global concerns every region: it stands in none.
  const global = group === '' || spelt(group) === 'global';
  return { id: group ? `${name}/${group}` : name, name, ...(!global && { group }) };
}

/** Where every region is over, all are meant: nothing affected would mean that everybody may be. */
export function affectedBy(places: readonly Place[]): Affected[] {
  const hit = places.filter(({ over }) => !over);
  const named = (hit.length > 0 ? hit : places).map(({ affected }) => [affected.id, affected] as const);
  return [...new Map(named).values()];
}

/**
 * One update for each instant: a text stands under every region it is for. Their ids are times, so that a text
 * may be edited and regions may come and go without anything being told twice.
 */
export function updatesOf(
  places: readonly Place[],
  { summary }: Properties,
  { phase, fallback }: { phase: Phase; fallback: string },
): Update[] {
  const byId = new Map<string, { at: string; texts: Set<string> }>();
  const note = (id: string, at: string, text: string) => {
    const one = byId.get(id) ?? { at, texts: new Set() };
    byId.set(id, { at, texts: one.texts.add(text) });
  };
  for (const { text, at } of places.flatMap(({ said }) => said)) {
    if (text) note(at ?? `undated ${hash(text)}`, at ?? fallback, text);
  }
  const text = plainText(summary ?? '');
  // By its words, because the time moves without them.
  if (byId.size === 0 && text) note(`summary ${hash(text)}`, fallback, text);
  const said = [...byId].sort(([, a], [, b]) => compare(a.at, b.at));
  return said.map(([id, { at, texts }], i) => ({
    id,
    // Only what holds now is known, and the newest text is about that.
    phase: i === said.length - 1 ? phase : 'investigating',
    text: plainText([...texts].join('\n\n')),
    at,
  }));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
