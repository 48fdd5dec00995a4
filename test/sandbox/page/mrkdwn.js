import { EMOJI } from './emoji.js';
import { date } from './times.js';
import { el, emoji, linkTo, mention } from './words.js';

/** A text object, of either kind. */
export function textObject(object, names) {
  if (object.type === 'mrkdwn') return mrkdwn(object.text, names);
  if (object.type === 'image') return [`[${object.alt_text}]`];
  return [plainWords(object)];
}

/** A plain_text object's words. */
export function plainWords(object) {
  return object.emoji === false
    ? object.text
    : object.text.replace(/:([\w+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
}

const MARKS =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])|(?<![\w_])_(\S|\S[^_\n]*\S)_(?![\w_])|(?<![\w~])~(\S|\S[^~\n]*\S)~(?![\w~])|:([\w+-]+):/g;

/** Slack's own markup, as it keeps it: `<...>` tokens, entities, and marks of style. */
export function mrkdwn(text, names) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(MARKS)) {
    const [whole, token, code, bold, italic, strike, name] = found;
    if (name !== undefined && !EMOJI[name]) continue;
    nodes.push(decoded(text.slice(from, found.index)));
    from = found.index + whole.length;
    if (token !== undefined) nodes.push(tokenNode(token, names));
    else if (code !== undefined) nodes.push(el('code', '', decoded(code)));
    else if (bold !== undefined) nodes.push(el('b', '', mrkdwn(bold, names)));
    else if (italic !== undefined) nodes.push(el('i', '', mrkdwn(italic, names)));
    else if (strike !== undefined) nodes.push(el('s', '', mrkdwn(strike, names)));
    else nodes.push(emoji(name));
  }
  nodes.push(decoded(text.slice(from)));
  return nodes;
}

function tokenNode(token, names) {
  const [target, label] = token.split('|', 2);
  const dated = /^!date\^(\d+)\^([^^]+)(?:\^(.*))?$/.exec(target);
  if (dated) return date(Number(dated[1]), decoded(dated[2]));
  if (/^[@#]/.test(target))
    return mention(`${target[0]}${names[target.slice(1)] ?? label ?? target.slice(1)}`);
  if (target.startsWith('!')) return mention(`@${label ?? target.slice(1)}`);
  return linkTo(decoded(target), decoded(label ?? target));
}

function decoded(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
