import { z } from 'zod';

/** Azure's limit is 32 K characters (UTF-16) in one property; this stays safely below. */
const LONGEST = 30_000;

/** Columns of one entity, as a storage browser shows them. */
export type Columns = Record<string, string | number | boolean | Date | undefined>;

/** Spreads a list as JSON over the columns `name`, `name2`, `name3`... so that none grows too long. */
export function packList(name: string, list: readonly unknown[]): Columns {
  const parts: string[] = [];
  let rest = JSON.stringify(list);
  while (rest.length > LONGEST) {
    // Never between the halves of a surrogate pair: half a character does not survive the way to the table.
    const cut = isHighSurrogate(rest.charCodeAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  parts.push(rest);
  return Object.fromEntries(parts.map((part, i) => [i === 0 ? name : `${name}${i + 1}`, part]));
}

/** The list that `packList` spread. Throws when the columns do not hold one of things of that shape. */
export function unpackList<T>(
  name: string,
  columns: Readonly<Record<string, unknown>>,
  shape: z.ZodType<T>,
): T[] {
  let json = '';
  for (let i = 1; ; i++) {
    const part = columns[i === 1 ? name : `${name}${i}`];
    if (typeof part !== 'string') break;
    json += part;
  }
  const list = z.array(shape).safeParse(JSON.parse(json));
  if (!list.success) throw new Error(`column ${name} is not as it was written: ${list.error.message}`);
  return list.data;
}

/** The value of one column. Throws when it is not of that shape. */
export function unpack<T>(name: string, columns: Readonly<Record<string, unknown>>, shape: z.ZodType<T>): T {
  const value = shape.safeParse(columns[name]);
  if (!value.success) throw new Error(`column ${name} is not as it was written: ${value.error.message}`);
  return value.data;
}

/** The same of a list that may be missing. */
export function unpackAnyList<T>(
  name: string,
  columns: Readonly<Record<string, unknown>>,
  shape: z.ZodType<T>,
): T[] | undefined {
  return columns[name] === undefined ? undefined : unpackList(name, columns, shape);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
