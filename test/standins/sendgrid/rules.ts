import { z } from 'zod';

/** What SendGrid says of a request that it does not take. */
export interface Objection {
  status: number;
  message: string;
  field: string | null;
}

const person = z.strictObject({ email: z.string(), name: z.string().optional() });
const people = z.array(person).min(1);
const headers = z.record(z.string(), z.string());

/** The body of `POST /v3/mail/send`, as far as anybody here uses it. */
const bodyShape = z.strictObject({
  personalizations: z
    .array(
      z.strictObject({
        to: people,
        cc: people.optional(),
        bcc: people.optional(),
        subject: z.string().optional(),
        headers: headers.optional(),
      }),
    )
    .min(1)
    .max(1000),
  from: person,
  reply_to: person.optional(),
  subject: z.string().min(1).optional(),
  content: z.array(z.strictObject({ type: z.string().min(1), value: z.string().min(1) })).min(1),
  headers: headers.optional(),
  categories: z.array(z.string().max(255)).max(10).optional(),
  custom_args: z.record(z.string(), z.string()).optional(),
  mail_settings: z
    .strictObject({ sandbox_mode: z.strictObject({ enable: z.boolean() }).optional() })
    .optional(),
  tracking_settings: z
    .strictObject({
      click_tracking: z.strictObject({ enable: z.boolean(), enable_text: z.boolean().optional() }).optional(),
      open_tracking: z.strictObject({ enable: z.boolean() }).optional(),
    })
    .optional(),
});

/** A body that is in order. */
export type MailBody = z.infer<typeof bodyShape>;

// https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors#headers-errors
const RESERVED = new Set(
  'x-sg-id x-sg-eid received dkim-signature content-type content-transfer-encoding to from subject reply-to cc bcc'.split(
    ' ',
  ),
);
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;
const MESSAGE_ID = /^<[\w.+-]{1,64}@[a-z0-9.-]{1,190}>$/;
const ORDER = ['text/plain', 'text/html'];

/** What a body says, or what is wrong with it. */
export function readBody(
  text: string,
  { verified, refused }: { verified: ReadonlySet<string>; refused: ReadonlySet<string> },
): { body: MailBody } | Objection {
  const parsed = bodyShape.safeParse(parsedJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return bad(`Bad Request: ${issue?.message}`, issue?.path.join('.') || null);
  }
  const body = parsed.data;
  return (
    addressFault(body, refused) ??
    contentFault(body) ??
    headerFault(body) ??
    senderFault(body, verified) ?? { body }
  );
}

function addressFault({ personalizations }: MailBody, refused: ReadonlySet<string>): Objection | undefined {
  const seen = new Set<string>();
  for (const [i, { to, cc = [], bcc = [] }] of personalizations.entries()) {
    for (const [kind, list] of Object.entries({ to, cc, bcc })) {
      for (const [j, { email }] of list.entries()) {
        const field = `personalizations.${i}.${kind}.${j}.email`;
        if (!ADDRESS.test(email) || refused.has(email.toLowerCase())) {
          return bad('Does not contain a valid address.', field);
        }
        if (seen.has(email.toLowerCase())) {
          return bad(
            `Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [${email}] in the personalizations.${i}.${kind} field.`,
            `personalizations.${i}.${kind}`,
          );
        }
        seen.add(email.toLowerCase());
      }
    }
  }
  return seen.size > 1000 ? bad('There are too many recipients.', 'personalizations') : undefined;
}

function contentFault({
  subject,
  personalizations,
  content,
  custom_args = {},
}: MailBody): Objection | undefined {
  if (subject === undefined && personalizations.some((one) => one.subject === undefined)) {
    return bad('The subject is required.', 'subject');
  }
  if (/[\r\n]/.test(subject ?? '')) return bad('The subject may not contain line breaks.', 'subject');
  const types = content.map(({ type }) => type);
  if (types.some((type) => /[;,\r\n]/.test(type)))
    return bad('The content type is not valid.', 'content.0.type');
  const known = types.filter((type) => ORDER.includes(type));
  if (known.some((type, i) => ORDER.indexOf(type) < ORDER.indexOf(known[i - 1] ?? type))) {
    return bad(
      'If present, text/plain must be the first type provided, followed by text/html.',
      'content.0.type',
    );
  }
  if (Buffer.byteLength(JSON.stringify(custom_args)) > 10_000) return bad('Too large.', 'custom_args');
  return undefined;
}

function headerFault({ headers: all = {}, personalizations }: MailBody): Objection | undefined {
  for (const given of [all, ...personalizations.map((one) => one.headers ?? {})]) {
    for (const [name, value] of Object.entries(given)) {
      if (RESERVED.has(name.toLowerCase())) return bad(`${name} is a reserved header.`, 'headers');
      if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) return bad('A header has no valid name.', 'headers');
      // Anything else would have to be encoded by whoever sends it.
      if (!/^[\x20-\x7e]{1,900}$/.test(value)) return bad(`${name} has no valid value.`, 'headers');
      const ids = /^(message-id|in-reply-to|references)$/i.test(name) ? value.split(' ') : [];
      if (!ids.every((id) => MESSAGE_ID.test(id))) return bad(`${name} names no message.`, 'headers');
    }
  }
  return undefined;
}

function senderFault({ from }: MailBody, verified: ReadonlySet<string>): Objection | undefined {
  if (verified.has(from.email.toLowerCase())) return undefined;
  const message =
    'The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved. Visit https://sendgrid.com/docs/for-developers/sending-email/sender-identity/ to see the Sender Identity requirements';
  return { status: 403, message, field: 'from' };
}

function bad(message: string, field: string | null): Objection {
  return { status: 400, message, field };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
