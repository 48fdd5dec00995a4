/** What keeps mails from being sent, as operators are told. */
export interface Troubles {
  /** All of it in words; `undefined` while nothing is wrong. */
  words(): string | undefined;
  add(about: string, why: string): void;
  /** SendGrid took a mail for this address: what is said about others stands. */
  took(address: string): void;
  /** SendGrid would take mails, though it has not been given one. */
  letIn(): void;
}

/** `heard` is called once with each new state, and with nothing when all is well again. */
export function createTroubles(heard: (words: string | undefined) => void): Troubles {
  const troubles = new Map<string, string>();
  /** Unknown at the start: a copy that stopped may have told of something. */
  let told: string | undefined | 'unknown' = 'unknown';

  const words = () => (troubles.size > 0 ? [...new Set(troubles.values())].join('\n') : undefined);
  function tell(): void {
    const now = words();
    if (now === told) return;
    told = now;
    heard(now);
  }

  return {
    words,
    add(about, why) {
      troubles.set(about, why);
      tell();
    },
    took(address) {
      for (const about of [...troubles.keys()]) {
        if (!about.includes('@') || about === address) troubles.delete(about);
      }
      tell();
    },
    letIn() {
      troubles.delete('rejected');
      tell();
    },
  };
}
