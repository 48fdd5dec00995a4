import type { ActionsBlock, ContextBlock, RichTextBlock, RichTextElement } from '@slack/types';

/** A point in time: seconds since 1970, and how it reads where Slack cannot show the reader's own zone. */
export interface Instant {
  unix: number;
  utc: string;
}

/** What a message is made of: plain text for notifications, and blocks. */
export interface Message {
  text: string;
  blocks: (RichTextBlock | ContextBlock | ActionsBlock)[];
}

// Outside words only ever go into rich text leaves: Slack parses nothing there, so they cannot ping, link
// or format.

/** Words as they are. */
export function words(text: string, style?: { bold?: true; italic?: true }): RichTextElement {
  return { type: 'text', text, ...(style ? { style } : {}) };
}

export function emoji(name: string): RichTextElement {
  return { type: 'emoji', name };
}

/** A link to `url` where that is one; otherwise the bare words. */
export function link(text: string, url: string): RichTextElement {
  return /^https?:\/\//.test(url) && url.length <= 3000
    ? { type: 'link', url, text, style: { bold: true } }
    : words(text, { bold: true });
}

/** A time that each reader sees in their own zone. */
export function time(instant: Instant): RichTextElement {
  return {
    type: 'date',
    timestamp: instant.unix,
    format: '{date_short_pretty} {time}',
    fallback: instant.utc,
  };
}

/** One block of running text. */
export function paragraph(elements: RichTextElement[], blockId?: string): RichTextBlock {
  return {
    type: 'rich_text',
    ...(blockId === undefined ? {} : { block_id: blockId }),
    elements: [{ type: 'rich_text_section', elements }],
  };
}

/** A line in small print, made of our own words only. */
export function smallPrint(parts: string[]): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: parts.join('  ·  '), verbatim: true }] };
}

/** A time in small print. `{ago}` moves on by itself in the reader's Slack. */
export function date(instant: Instant, format = '{date_short_pretty} {time}'): string {
  return `<!date^${instant.unix}^${format}|${instant.utc}>`;
}
