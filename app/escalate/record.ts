import type { Escalation, Mail } from '../events/event.ts';
import type { RealEvent } from '../events/real.ts';
import { recipientKey, type WantedMail } from './wanted.ts';

/** Long stories need no more: what is older was sent long ago. */
const KEPT_MAILS = 30;

/** Somebody's turn: the address that it is for may have got the mail from now on. */
export function claimed(
  event: RealEvent,
  mail: WantedMail,
  turn: { address: string; subject: string; claim: NonNullable<Escalation['claim']> },
): Escalation {
  const before = event.escalation ?? { subject: turn.subject, mails: [] };
  const key = recipientKey(turn.address);
  return {
    ...withMail(before, mail, (old) => ({ ...old, maybe: [...without(old.maybe, key), key] })),
    claim: turn.claim,
  };
}

/** SendGrid has taken it. */
export function sent(
  escalation: Escalation,
  mail: WantedMail,
  { address, at }: { address: string; at: string },
): Escalation {
  const key = recipientKey(address);
  return working(
    withMail(escalation, mail, (old) =>
      finished({ ...old, at, to: [...without(old.to, key), key], maybe: without(old.maybe, key) }, mail),
    ),
  );
}

/** SendGrid will never take it for this address. */
export function refused(escalation: Escalation, mail: WantedMail, address: string): Escalation {
  const key = recipientKey(address);
  return working(
    withMail(escalation, mail, (old) =>
      finished(
        { ...old, refused: [...without(old.refused, key), key], maybe: without(old.maybe, key) },
        mail,
      ),
    ),
  );
}

/** It was not sent now; `uncertain`: it may have been all the same. */
export function failed(
  escalation: Escalation,
  mail: WantedMail,
  { address, at, uncertain }: { address: string; at: string; uncertain: boolean },
): Escalation {
  const { claim: _, ...rest } = escalation;
  const key = recipientKey(address);
  const failing = rest.failing?.key === mail.key ? rest.failing : { key: mail.key, since: at };
  const next = { ...rest, failing };
  return uncertain ? next : withMail(next, mail, (old) => ({ ...old, maybe: without(old.maybe, key) }));
}

/** Nobody tries to send it any more. */
export function givenUp(escalation: Escalation, mail: WantedMail): Escalation {
  return working(withMail(escalation, mail, (old) => ({ ...old, done: true, givenUp: true })));
}

function withMail(
  escalation: Escalation,
  { key, kind }: WantedMail,
  change: (mail: Mail) => Mail,
): Escalation {
  const fresh: Mail = { key, kind, to: [], maybe: [], refused: [] };
  const there = escalation.mails.some((mail) => mail.key === key);
  const mails = there ? escalation.mails : [...escalation.mails, fresh].slice(-KEPT_MAILS);
  return { ...escalation, mails: mails.map((mail) => (mail.key === key ? change(mail) : mail)) };
}

/** Done when everybody has had a turn that counts. */
function finished(mail: Mail, wanted: WantedMail): Mail {
  const over = new Set([...mail.to, ...mail.refused]);
  return wanted.all.every((address) => over.has(recipientKey(address))) ? { ...mail, done: true } : mail;
}

/** Nobody's turn, and nothing wrong. */
function working({ claim: _, failing: __, ...escalation }: Escalation): Escalation {
  return escalation;
}

function without(list: readonly string[], key: string): string[] {
  return list.filter((one) => one !== key);
}
