import { escapeHtml } from './html.ts';

/** What a mail is made of. Words from outside are marked: they are shown, and do nothing. */
export interface MailBody {
  lead: string;
  facts: (readonly [label: string, value: string, origin?: 'from outside'])[];
  /** The platform's newest words. */
  quote?: { head: string; text: string };
  /** What a person said. */
  reason?: string;
  links: { text: string; url: string }[];
  foot: string;
}

/** Word joiner: invisible, and keeps mail programs from making links. */
const JOINER = '\u2060';

/** The mail as plain text. Every line from outside is marked as a quotation: it cannot pass as ours. */
export function mailText({ lead, facts, quote, reason, links, foot }: MailBody): string {
  return [
    lead,
    facts.map(([label, value, origin]) => `${label}: ${origin ? oneLine(value) : value}`).join('\n'),
    ...(quote ? [`Newest update, ${quote.head}:\n${quoted(quote.text)}`] : []),
    ...(reason === undefined ? [] : [`Reason:\n${quoted(reason)}`]),
    ...webLinks(links).map(({ text, url }) => `${text}:\n${url}`),
    foot,
  ].join('\n\n');
}

/** The mail as HTML: a table and paragraphs, nothing that a mail program would fetch. */
export function mailHtml({ lead, facts, quote, reason, links, foot }: MailBody): string {
  const rows = facts.map(
    ([label, value, origin]) =>
      `<tr><th align="left" valign="top">${html(label)}</th><td>${html(origin ? oneLine(value) : value)}</td></tr>`,
  );
  return [
    '<!DOCTYPE html><html><body style="font-family:sans-serif">',
    `<p><strong>${html(lead)}</strong></p>`,
    `<table cellpadding="3">${rows.join('')}</table>`,
    ...(quote
      ? [`<p>Newest update, ${html(quote.head)}:</p><blockquote>${html(inert(quote.text))}</blockquote>`]
      : []),
    ...(reason === undefined ? [] : [`<p>Reason:</p><blockquote>${html(inert(reason))}</blockquote>`]),
    ...webLinks(links).map(({ text, url }) => `<p><a href="${html(url)}">${html(text)}</a></p>`),
    `<p><small>${html(foot)}</small></p>`,
    '</body></html>',
  ].join('\n');
}

/** Those that lead to the web, and nowhere else. */
function webLinks(links: MailBody['links']): MailBody['links'] {
  return links.flatMap(({ text, url }) => {
    const { protocol, href } = URL.parse(url) ?? { protocol: '', href: '' };
    return protocol === 'https:' || protocol === 'http:' ? [{ text, url: href }] : [];
  });
}

function quoted(text: string): string {
  return inert(text).replace(/^/gm, '> ');
}

function oneLine(text: string): string {
  return inert(text.replace(/\s+/g, ' '));
}

/** Words that mail programs make nothing of: no address, no name of a host, no control character. */
function inert(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replaceAll('://', `:${JOINER}//`)
    .replaceAll('@', `@${JOINER}`)
    .replace(/(?<=[\p{L}\p{N}-])\.(?=\p{L}{2})/gu, `.${JOINER}`);
}

function html(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}
