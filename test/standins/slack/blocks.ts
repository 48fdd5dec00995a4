import { accessory, actionsElement, button, image, inputElement } from './block-elements.ts';
import { anyText, imageSource, mrkdwn, plain, slackFile, textTypes } from './composition.ts';
import { isObject, type Json, type JsonObject, objectsIn, textOf } from './json.ts';
import { richText, richTextObject } from './rich-text-blocks.ts';
import type { Check, Fields, Finding, Report, Surface } from './schema.ts';
import { byType, complain, eitherType, flag, like, list, object, text, url, whole, word } from './schema.ts';

// Documented: docs.slack.dev, blocks (limits and surfaces gathered in slack.md A2). Card, container, tables and the
// like are checked for what A2 knows of them.

const named = { block_id: text(255) };
const title = plain(2000);
const cell = byType({
  raw_text: object({ text: text(3000) }),
  raw_number: object({ value: number }, { text: text(3000) }),
  rich_text: richTextObject,
});
const columns = list(object({}, { align: word('left', 'center', 'right'), is_wrapped: flag }), 20);
const imageElement = byType({ image });
const card = object(
  {},
  {
    ...named,
    hero_image: imageElement,
    icon: imageElement,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(byType({ button }), 2),
  },
);

function number(value: Json, at: string, report: Report): void {
  if (typeof value !== 'number') complain(report, at, 'must provide a number');
}

const classic: Fields = {
  section: object(
    {},
    { ...named, text: anyText(3000), fields: list(anyText(2000), 10), accessory, expand: flag },
    (value, at, report) => {
      // Recorded in part (java-slack-sdk#1017): the end of the sentence is guessed.
      if (!value.text && !value.fields) complain(report, at, 'must define either `text` or `fields`');
    },
  ),
  header: object({ text: plain(150) }, { ...named, level: whole(1, 4) }),
  context: object(
    {
      elements: list(eitherType({ ...textTypes(3000), image }), 10),
    },
    named,
  ),
  actions: object({ elements: list(actionsElement, 25) }, named),
  divider: object({}, named),
  image: object(
    { alt_text: text(2000) },
    { ...named, title, image_url: url(), slack_file: slackFile },
    imageSource,
  ),
  rich_text: object(richText, named),
  input: object(
    { label: plain(2000), element: inputElement },
    { ...named, hint: plain(2000), optional: flag, dispatch_action: flag },
  ),
};
const newer: Fields = {
  alert: object(
    { text: anyText(200) },
    { ...named, level: word('default', 'info', 'warning', 'error', 'success') },
  ),
  card,
  carousel: object({ elements: list(byType({ card }), 10) }, named),
  container: object(
    { child_blocks: list(byType(classic), 10) },
    {
      ...named,
      title: plain(150),
      rich_text_title: richTextObject,
      subtitle: anyText(150),
      width: word('narrow', 'standard', 'wide', 'full'),
      icon: imageElement,
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
  ),
  table: object({ rows: list(list(cell, 20), 100) }, { ...named, column_settings: columns }),
  data_table: object(
    { caption: text(3000), rows: list(list(cell, 20), 101, 2) },
    { ...named, page_size: whole(1, 100), row_header_column_index: whole(0, 19) },
  ),
  data_visualization: (value, at, report) => {
    if (isObject(value) && value.title !== undefined) text(50)(value.title, `${at}/title`, report);
  },
  markdown: object({ text: text(12_000) }, named),
  video: object(
    { alt_text: text(2000), title: plain(200), thumbnail_url: url(), video_url: url() },
    {
      ...named,
      author_name: text(50),
      description: plain(200),
      provider_name: text(255),
      provider_icon_url: url(),
      title_url: like(/^https:/, 'invalid url'),
    },
  ),
};

/** Where a block may stand; those not named stand everywhere. A "listed, but" of A2 counts as no. */
const only: Record<string, readonly Surface[]> = {
  alert: ['modal'],
  card: ['message', 'home'],
  carousel: ['message', 'home'],
  container: ['message'],
  table: ['message'],
  data_table: ['message'],
  data_visualization: ['message'],
  markdown: ['message'],
};

const known = byType({ ...classic, ...newer });

const anyBlock: Check = (value, at, report) => {
  const type = isObject(value) ? textOf(value, 'type') : undefined;
  const elsewhere = type !== undefined && only[type] && !only[type].includes(report.surface);
  if (elsewhere || (type && report.unsupported.has(type))) {
    return complain(report, at, `unsupported type: ${type}`);
  }
  known(value, at, report);
};

export interface BlockRules {
  surface: Surface;
  /** Pointer of the list itself. */
  at: string;
  unsupported?: ReadonlySet<string>;
}

/** Everything Slack would say against these blocks; nothing when it would take them. */
export function checkBlocks(blocks: Json, { surface, at, unsupported = new Set() }: BlockRules): Finding[] {
  const report: Report = { surface, findings: [], unsupported };
  list(anyBlock, surface === 'message' ? 50 : 100, 0)(blocks, at, report);
  if (Array.isArray(blocks)) checkWhole(blocks, at, report);
  return report.findings;
}

/** What holds across the blocks of one payload. */
function checkWhole(blocks: Json[], at: string, report: Report): void {
  unique(blocks, 'action_id', at, report);
  unique(blocks, 'block_id', at, report);
  const charts = blocks.filter((block) => typeOf(block) === 'data_visualization');
  if (charts.length > 2) complain(report, at, 'too many data_visualization blocks'); // recorded (vercel/chat#696)
  const markdown = blocks.filter((block) => typeOf(block) === 'markdown') as JsonObject[];
  const length = markdown.reduce((sum, block) => sum + (textOf(block, 'text')?.length ?? 0), 0);
  if (markdown.length > 1 && length > 12_000) complain(report, at, 'must be less than 12001 characters');
  const focused = [...objectsIn(blocks, at)].filter(({ object: inner }) => inner.focus_on_load === true);
  if (focused.length > 1) complain(report, at, 'only one element can have `focus_on_load`'); // words guessed
}

/** Recorded for action_id; the same words for block_id are guessed. */
function unique(blocks: Json[], key: 'action_id' | 'block_id', at: string, report: Report): void {
  const seen = new Set<string>();
  for (const found of objectsIn(blocks, at)) {
    const id = textOf(found.object, key);
    if (id !== undefined && seen.has(id))
      complain(report, `${found.at}/${key}`, `\`${key}\` "${id}" already exists`);
    if (id !== undefined) seen.add(id);
  }
}

function typeOf(block: Json): string | undefined {
  return isObject(block) ? textOf(block, 'type') : undefined;
}

/** One table per message, in blocks and attachments together: `only_one_table_allowed` ([V]). */
export function countTables(blocks: Json[]): number {
  return blocks.filter((block) => ['table', 'data_table'].includes(typeOf(block) ?? '')).length;
}

/**
 * Recorded (bolt-js#2509, #2867): about 13,200 characters of text in all of a posted message's blocks, less for every
 * container; the share of a container (40) is guessed.
 */
export function tooLong(blocks: Json[]): boolean {
  let length = 0;
  for (const { object: inner } of objectsIn(blocks)) {
    length += (textOf(inner, 'text')?.length ?? 0) + (inner.type === undefined ? 0 : 40);
  }
  return length > 13_200;
}

/** How Slack says it: `errors` bare, `response_metadata.messages` with the mark. */
export function explain(findings: Finding[]): JsonObject {
  const lines = findings.map((finding) => `${finding.text} [json-pointer:${finding.at}]`);
  return { errors: lines, response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) } };
}
