/** A text without any of the secrets. */
export type Hide = (text: string) => string;

/** Blots out each of `secrets`, however it is spelled. The one way for log, notices and answers. */
export function createHide(secrets: readonly string[]): Hide {
  const hidden = forms(secrets);
  return (text) => hidden.reduce((left, secret) => left.replaceAll(secret, '[secret]'), text);
}

/** A secret as it may look inside a line of JSON, in an address, or in a Basic authorisation header. */
function forms(secrets: readonly string[]): string[] {
  const all = secrets
    // Replacing a very short value would blot out ordinary words.
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(`:${secret}`).toString('base64'),
    ]);
  // The longest first: a secret that contains another must not leave its tail behind.
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
