import { escapeHtml } from '../../views/html.ts';

/** Plain text as HTML that shows just that, line by line. */
export function htmlOf(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // The rest of the control characters have no place in XML, which work items are kept as.
    .replace(/(?![\n\t])\p{Cc}/gu, '');
  return escapeHtml(clean).replaceAll('\n', '<br>');
}

/** A link, or its text alone where the address is none of the web. */
export function linkOf({ text, url }: { text: string; url: string }): string {
  const { protocol, href } = URL.parse(url) ?? { protocol: '', href: '' };
  if (protocol !== 'https:' && protocol !== 'http:') return htmlOf(text);
  return `<a href="${escapeHtml(href)}">${htmlOf(text)}</a>`;
}
