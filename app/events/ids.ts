import { createHash } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `length` Crockford base32 characters of the text's SHA-256. */
function hash(text: string, length: number): string {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from({ length }, (_, i) => CROCKFORD[(bytes[i] ?? 0) & 31]).join('');
}

/**
 * The internal ID of an incident, such as GH-7K2QM: the same on every copy of the bot. `extra` lengthens it
 * when a shorter one is taken by another incident.
 */
export function eventId(platform: { id: string; prefix: string }, incidentId: string, extra = 0): string {
  return `${platform.prefix}-${hash(`${platform.id}\n${incidentId}`, 5 + extra)}`;
}

/** A short key for an update or change, unique within an event. */
export function shortKey(kind: 'update' | 'change', id: string): string {
  return hash(`${kind}\n${id}`, 10);
}

/** A short fingerprint of content, to tell whether it was sent before. */
export function fingerprint(content: unknown): string {
  return hash(JSON.stringify(content), 16);
}
