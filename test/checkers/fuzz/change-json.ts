import { fitting, jsonOf, nastyName, nastyText, nastyValue } from './nasty.ts';

/** One thing that is done to a document. Numbers are taken modulo what there is to choose from. */
export interface Change {
  how: number;
  at: number;
  other: number;
  what: number;
  words: string;
}

interface Place {
  holder: Record<string, unknown> | unknown[];
  key: string;
}

type Act = (place: Place, change: Change, places: Place[]) => void;

const acts: readonly Act[] = [
  /** A field is missing. */
  drop,
  /** Or is called something else. */
  (place, { what }) => {
    const value = read(place);
    drop(place);
    if (Array.isArray(place.holder)) place.holder.push(value);
    else write({ ...place, key: nastyName(what) }, value);
  },
  (place) => write(place, null),
  (place, { what }) => write(place, nastyValue(what)),
  (place, { what, words }) => write(place, what % 3 === 0 ? words : nastyText(what)),
  /** The same in another type. */
  (place, { what }) => write(place, retyped(read(place), what)),
  /** What stands elsewhere stands here too: one id twice, a list in a name. */
  (place, { other }, places) => {
    const from = places[other % places.length];
    if (from) write(place, structuredClone(read(from)));
  },
  (place, { other }, places) => {
    const same = places.filter(({ key }) => key === place.key);
    const from = same[other % Math.max(1, same.length)];
    if (from) write(place, structuredClone(read(from)));
  },
  /** Words around words. */
  (place, { what }) => {
    const value = read(place);
    if (typeof value === 'string') write(place, value + nastyText(what));
  },
  /** Entries twice, in another order, none, or very many. */
  onList((list, { other }) => [...list, structuredClone(list[other % Math.max(1, list.length)])]),
  onList((list) => list.toReversed()),
  onList(() => []),
  onList((list, { other }) => [...structuredClone(list.slice(other % Math.max(1, list.length))), ...list]),
  onList((list, { what }) => many(list, 200 + (what % 800))),
  onList((list, { what }) => {
    const named = (entry: unknown, i: number) =>
      entry !== null && typeof entry === 'object' && !Array.isArray(entry)
        ? { ...entry, id: `n${i}` }
        : entry;
    return many(list, 50 + (what % 250)).map(named);
  }),
  (place, { what }) => {
    let value = read(place);
    for (let depth = 0; depth < 1 + (what % 50); depth++) value = what % 2 === 0 ? [value] : { a: value };
    write(place, value);
  },
];

/** The document changed, as text. */
export function changedJson(text: string, changes: readonly Change[]): string {
  const root: unknown[] = [JSON.parse(text)];
  for (const change of changes) {
    const places = placesIn(root);
    const place = places[change.at % Math.max(1, places.length)];
    if (place) acts[change.how % acts.length]?.(place, change, places);
  }
  return root.length === 0 ? '' : jsonOf(root[0]);
}

function placesIn(holder: object, into: Place[] = []): Place[] {
  for (const key of Object.keys(holder)) {
    const place = { holder: holder as Place['holder'], key };
    into.push(place);
    const value = read(place);
    if (value !== null && typeof value === 'object' && into.length < 5_000) placesIn(value, into);
  }
  return into;
}

function read({ holder, key }: Place): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

/** As a property of its own, whatever it is called. */
function write({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function drop({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

/** On the list that stands here, or around it. */
function onList(act: (list: unknown[], change: Change) => unknown[]): Act {
  return (place, change) => {
    const value = read(place);
    if (Array.isArray(value) && value.length > 0) write(place, act(value, change));
    else if (Array.isArray(place.holder)) {
      place.holder.splice(0, place.holder.length, ...act([...place.holder], change));
    }
  };
}

/** So many entries, as far as an answer has room for them. */
function many(list: readonly unknown[], count: number): unknown[] {
  const each = JSON.stringify(list).length / Math.max(1, list.length);
  const length = fitting(count, each);
  // Each for itself: what is done to one later is not done to all.
  return Array.from({ length }, (_, i) => structuredClone(list[i % list.length]));
}

function retyped(value: unknown, how: number): unknown {
  switch (how % 6) {
    case 0:
      return spelled(value);
    case 1:
      return Number(spelled(value));
    case 2:
      return [value];
    case 3:
      return { value };
    case 4:
      return Boolean(value);
    default:
      return JSON.stringify(value);
  }
}

/** As a text. What was given a `toString` of its own before has no other. */
function spelled(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
