import { byType, type Fields, flag, like, list, object, text, url, whole, word } from './schema.ts';

// Documented: docs.slack.dev, rich text block; leaves as in @slack/types 3.2. That an empty leaf or an empty section
// is refused is guessed for all but `text`.

const style = object(
  {},
  {
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
);
const styled = { style };
const id = text(255);

const leaves: Fields = {
  text: object({ text: text(Number.POSITIVE_INFINITY) }, styled),
  link: object({ url: url() }, { text: text(3000), unsafe: flag, ...styled }),
  user: object({ user_id: id }, styled),
  usergroup: object({ usergroup_id: id }, styled),
  channel: object({ channel_id: id }, styled),
  team: object({ team_id: id }, styled),
  broadcast: object({ range: word('here', 'channel', 'everyone') }, styled),
  emoji: object(
    { name: like(/^[\w+'-]+$/, 'invalid emoji name') },
    { unicode: text(100), skin_tone: whole(1, 6), url: url(), ...styled },
  ),
  date: object({ timestamp: whole(0), format: text(255) }, { fallback: text(255), url: url(), ...styled }),
  color: object({ value: like(/^#[0-9a-fA-F]{6}$/, 'invalid color') }, styled),
};

const border = { border: whole(0, 1) };
const many = Number.POSITIVE_INFINITY;
const section = object({ elements: list(byType(leaves), many) });
const { text: plainLeaf, link: linkLeaf } = leaves;

export const richText = {
  elements: list(
    byType({
      rich_text_section: section,
      rich_text_list: object(
        { style: word('bullet', 'ordered'), elements: list(byType({ rich_text_section: section }), many) },
        { indent: whole(0, 8), offset: whole(0), ...border },
      ),
      rich_text_quote: object({ elements: list(byType(leaves), many) }, border),
      rich_text_preformatted: object(
        {
          elements: list(
            byType({ ...(plainLeaf && { text: plainLeaf }), ...(linkLeaf && { link: linkLeaf }) }),
            many,
          ),
        },
        { language: text(50), ...border },
      ),
    }),
    many,
  ),
};
/** A rich text value inside a table cell or an input. */
export const richTextObject = byType({ rich_text: object(richText, { block_id: text(255) }) });
