/** Cuts to at most `most` UTF-16 units, between characters, with an ellipsis that says so. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** One line of outside text for a notification: it cannot ping, link, format or break the line. */
export function inert(text: string, most = 200): string {
  return cut(text.replace(/\s+/g, ' ').trim(), most)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@#*_~`]/g, `$&${JOINER}`)
    .replaceAll('://', `:${JOINER}//`);
}

/** Word joiner: invisible, and keeps marks and names from being read as such. */
const JOINER = '\u2060';

/** The longest that each of these lengths may be so that together they fit: short ones leave room for long ones. */
export function fairShare(lengths: readonly number[], together: number): number {
  let left = together;
  const sorted = [...lengths].sort((a, b) => a - b);
  for (const [i, length] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - i));
    if (length > share) return share;
    left -= length;
  }
  return Math.max(0, ...lengths);
}

/** `1 update`, `2 updates`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A length of time in its two largest units: `45 s`, `28 min`, `3 h 5 min`, `2 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined([hours, 'h'], [minutes % 60, 'min']);
  return joined([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

function joined([many, large]: [number, string], [few, small]: [number, string]): string {
  return few === 0 ? `${many} ${large}` : `${many} ${large} ${few} ${small}`;
}
