import { CheckError } from './checker.ts';
import { plainLine } from './text.ts';

const MAX_CHOICES = 2000;
const MAX_LISTED = 10_000;
// NA9 before NA10.
const ORDER = new Intl.Collator('en', { numeric: true });

/**
 * Names to choose from, spelt as a checker spells what is affected; of too many, the first. A list without any
 * is none. Throws CheckError.
 */
export function choicesOf(names: Iterable<string | null | undefined>): string[] {
  const listed = [...new Set(names)].slice(0, MAX_LISTED);
  const each = new Set(listed.map((name) => plainLine(name ?? '')));
  each.delete('');
  if (each.size === 0) throw new CheckError('unreadable', 'lists nothing that could be chosen');
  return [...each].sort(ORDER.compare).slice(0, MAX_CHOICES);
}
