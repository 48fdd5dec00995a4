import { date, tellTimes } from './times.js';
import { counted, el, keep, linkTo } from './words.js';

/** Shows Azure DevOps, newest work item first; `chosen` is the one that somebody came for. */
export function drawBoards(list, { items, chosen, now }) {
  const entries = items.map((item) => ({
    key: `item ${item.id}`,
    shape: JSON.stringify([item, item.id === chosen]),
    make: () => itemNode(item, item.id === chosen),
  }));
  const empty = { key: 'empty', shape: '', make: () => el('p', 'empty', 'There is no work item yet.') };
  keep(list, entries.length > 0 ? entries : [empty]);
  tellTimes(list, now);
}

/** The work item that a link leads to, if it leads to one. */
export function itemBehind(url, boardsUrl) {
  if (!url.startsWith(boardsUrl)) return undefined;
  const id = /\/_workitems\/edit\/(\d+)$/.exec(url)?.[1];
  return id === undefined ? undefined : Number(id);
}

const IN_HEAD = ['System.Title', 'System.State', 'System.WorkItemType'];
const LONG = ['System.Description', 'Microsoft.VSTS.TCM.ReproSteps'];

function itemNode({ id, type, fields, comments, relations }, isChosen) {
  const short = Object.entries(fields).filter(([name]) => ![...IN_HEAD, ...LONG].includes(name));
  const long = LONG.filter((name) => fields[name]);
  const node = el(
    'article',
    `work-item ${isChosen ? 'chosen' : ''}`,
    el('h2', '', `${type} ${id}: ${fields['System.Title']}`),
    el('p', 'state', fields['System.State']),
    el(
      'dl',
      '',
      ...short.flatMap(([name, value]) => [el('dt', '', bare(name)), el('dd', '', shown(name, value))]),
    ),
    ...long.flatMap((name) => [el('h3', '', bare(name)), el('div', 'html', plainHtml(fields[name]))]),
    ...relations.map(({ rel, url }) => el('p', '', `${rel}: ${url}`)),
    el('h3', '', counted(comments.length, 'comment')),
    ...comments.map(({ text }) => el('div', 'html comment', plainHtml(text))),
  );
  node.id = `item-${id}`;
  return node;
}

function bare(name) {
  return name
    .split('.')
    .at(-1)
    .replace(/([a-z])([A-Z])/g, '$1 $2');
}

function shown(name, value) {
  return name.endsWith('Date') ? date(Date.parse(value) / 1000, '{date_short_pretty} {time}') : String(value);
}

const TAGS = [
  'P',
  'DIV',
  'BR',
  'B',
  'STRONG',
  'I',
  'EM',
  'UL',
  'OL',
  'LI',
  'TABLE',
  'TBODY',
  'TR',
  'TD',
  'TH',
  'CODE',
];

/** HTML with nothing in it but words, simple marks and links. The parser runs nothing and loads nothing. */
function plainHtml(html) {
  return nodesIn(new DOMParser().parseFromString(html, 'text/html').body);
}

function nodesIn(parent) {
  return [...parent.childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return '';
    if (node.tagName === 'A') return linkTo(node.href, node.textContent);
    return TAGS.includes(node.tagName) ? el(node.tagName, '', ...nodesIn(node)) : nodesIn(node);
  });
}
