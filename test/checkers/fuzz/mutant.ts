import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CheckError, type HeldIncident, type World } from '../../../checkers/checker.ts';
import { textOf } from '../../../checkers/exchange.ts';
import { translationFailure } from '../../../checkers/failures.ts';
import { type Change, changedJson } from './change-json.ts';
import { changedTags, changedText, encoded } from './change-text.ts';
import type { Sample, Target } from './corpus.ts';

/** What is done to a sample, and what else the page answers. */
export interface Mutation {
  inside: Change[];
  /** To its text, as the last thing. */
  outside: Change[];
  encoding: number;
  /** Which other samples other addresses answer, and whether those are changed too. */
  others: number;
}

/** Of each kind of document more than there are. */
const KINDS = 240;
/** As large as an answer can be. */
const MOST_BYTES = 5 * 1024 * 1024;

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.nat(KINDS - 1),
  at: fc.nat(20_000),
  other: fc.nat(20_000),
  what: fc.nat(20_000),
  words: fc.string({ unit: 'binary', maxLength: 80 }),
});

/** Most mutants are still read: the more is done, the less is left to go wrong. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  inside: fc.array(change, { minLength: 1, maxLength: 4 }),
  outside: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Change[]>([]) },
    { weight: 1, arbitrary: fc.array(change, { minLength: 1, maxLength: 2 }) },
  ),
  encoding: fc.nat(29),
  others: fc.nat(10_000),
});

/** A look at a mutant, or at the sample as it is. */
export interface Look {
  held: readonly HeldIncident[];
  lookAt: string;
  mutation?: Mutation;
}

/** The world of such a look, in which answers are translated as they are by http.ts. */
export function worldOf({ platform, samples }: Target, sample: Sample, look: Look): World {
  const answers = new Map<string, Promise<string>>();
  const { mutation } = look;

  async function answer(url: string): Promise<string> {
    const first = answers.size === 0 || url === platform.address;
    const luck = createHash('sha256')
      .update(`${mutation?.others ?? 0} ${url}`)
      .digest();
    if (!first && luck.readUInt8(0) < 40) throw new CheckError('unreachable', 'no answer');
    if (!first && luck.readUInt8(0) < 60) throw new CheckError('rejected', 'answered 404 (Not Found)');
    const other = samples[luck.readUInt16LE(1) % samples.length];
    const { text } = first ? sample : (other ?? sample);
    const touched = mutation && (first || luck.readUInt8(3) < 128);
    return touched ? mutated(text, mutation) : text;
  }

  return {
    held: look.held,
    lookAt: look.lookAt,
    ended: async () => look.held.map(({ id, beganAt }) => ({ id, beganAt, endedAt: beganAt })),
    subscriptions: ['00000000-0000-0000-0000-000000000001', '11111111-0000-0000-0000-000000000002'],
    async get(url, translate) {
      const known = answers.get(url) ?? answer(url);
      answers.set(url, known);
      const body = await known;
      try {
        return translate(body);
      } catch (error) {
        throw translationFailure(error, body);
      }
    },
  };
}

/** The sample after all that was done to it, as it comes over the wire. */
export async function mutated(text: string, { inside, outside, encoding }: Mutation): Promise<string> {
  const within = /^\s*</.test(text) ? changedTags(text, inside) : changedJson(text, inside);
  const all = outside.reduce(changedText, within);
  const body = encoded(all, encoding).subarray(0, MOST_BYTES);
  return textOf({ status: 200, headers: {}, body });
}
