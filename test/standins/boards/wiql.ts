import { Refusal } from './refusal.ts';

/** What a query asks for. */
export interface TagQuery {
  tag: string;
}

const SHAPE =
  /^\s*SELECT\s+\[System\.Id\]\s+FROM\s+WorkItems\s+WHERE\s+\[System\.TeamProject\]\s*=\s*@project\s+AND\s+\[System\.Tags\]\s+CONTAINS\s+/i;
const ORDER = /^\s*ORDER\s+BY\s+\[System\.Id\]\s*$/i;

/** Reads the one kind of query that the stand-in knows. */
export function readQuery(query: unknown): TagQuery {
  if (typeof query !== 'string') throw syntax('The query is not a string');
  const head = SHAPE.exec(query)?.[0];
  if (head === undefined) throw syntax('Expecting field name or expression');
  const literal = /^'((?:[^']|'')*)'/.exec(query.slice(head.length));
  if (!literal) throw syntax('Expecting end of string');
  // A single quote would have ended the text, and with it the query.
  if (!ORDER.test(query.slice(head.length + literal[0].length))) throw syntax('Expecting end of string');
  return { tag: (literal[1] ?? '').replaceAll("''", "'") };
}

function syntax(what: string): Refusal {
  return new Refusal(400, 'SyntaxException', `TF51006: The query statement is missing a clause. ${what}.`);
}
