export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json | undefined };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, or undefined when the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Every object inside a value, the value itself first, with its JSON pointer. */
export function* objectsIn(value: Json | undefined, at = ''): Generator<{ object: JsonObject; at: string }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* objectsIn(item, `${at}/${index}`);
  } else if (isObject(value)) {
    yield { object: value, at };
    for (const [key, item] of Object.entries(value)) yield* objectsIn(item, `${at}/${key}`);
  }
}

/** A string property, or undefined. */
export function textOf(object: JsonObject | undefined, key: string): string | undefined {
  const value = object?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** A list property, or an empty list. */
export function listOf(object: JsonObject | undefined, key: string): Json[] {
  const value = object?.[key];
  return Array.isArray(value) ? value : [];
}

/** The objects among a list property. */
export function objectsOf(object: JsonObject | undefined, key: string): JsonObject[] {
  return listOf(object, key).filter(isObject);
}
