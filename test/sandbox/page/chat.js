import { drawMessage } from './blocks.js';
import { act } from './doing.js';
import { menuButton } from './menu.js';
import { surface } from './surface.js';
import { button, counted, el, keep } from './words.js';

/** Puts messages into a list, and stays at the end if it was there. `chat` is what all of them have in common. */
export function drawMessages(list, messages, chat) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const entries = messages.map((message) => ({
    key: `${chat.who.id} ${message.channel} ${message.ts}`,
    shape: JSON.stringify(message),
    make: () => messageNode(message, chat),
  }));
  const empty = { key: 'empty', shape: '', make: () => el('p', 'empty', 'Nothing was told here yet.') };
  keep(list, entries.length > 0 || chat.inThread ? entries : [empty]);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/** Whether somebody sees a message. */
export function isFor({ id }) {
  return ({ to }) => to === undefined || to === id;
}

function messageNode(message, chat) {
  const { who, kind, ts, to, repliedTo, replies, latestReply } = message;
  const { inThread, openThread, scene } = chat;
  const stamp = el('time', 'at', '');
  Object.assign(stamp.dataset, { unix: ts, format: '{time}' });
  const on = surface({ who: chat.who.id, where: { channel: message.channel, ts }, scene });
  const link = (label, root) => button(label, 'plain link', () => openThread(root));
  const body = el(
    'div',
    'body',
    to ? el('p', 'note', '👁 Only visible to you') : '',
    repliedTo && !inThread
      ? el('p', 'note', 'replied to a thread: ', link(repliedTo.line, repliedTo.ts))
      : '',
    el('p', 'head', el('b', '', who), kind === 'app' ? el('span', 'badge', 'APP') : '', stamp),
    drawMessage(message, on),
    repliedTo && inThread ? el('p', 'note', 'Also sent to the channel') : '',
    replies > 0 && !inThread
      ? el('p', 'replies', link(counted(replies, 'reply'), ts), lastReply(latestReply))
      : '',
  );
  const node = el(
    'article',
    `message ${kind} ${to ? 'only-you' : ''}`,
    el('div', 'avatar', kind === 'app' ? '📡' : who.charAt(0)),
    body,
    to ? '' : tools(message, chat),
  );
  node.ariaLabel = who;
  return node;
}

/** What Slack offers on every message but those that only one person sees. */
function tools({ channel, ts, thread }, { who, inThread, openThread, scene }) {
  const reply = button('💬', 'control tool', () => openThread(thread ?? ts));
  reply.ariaLabel = 'Reply in thread';
  reply.title = 'Reply in thread';
  const items = scene.shortcuts.map(({ name, description, callback_id: callbackId }) => ({
    words: name,
    description,
    run: () => act('shortcut', { who: who.id, where: { channel, ts }, callbackId }),
  }));
  return el(
    'div',
    'tools',
    inThread ? '' : reply,
    items.length > 0 ? menuButton({ label: 'More actions', className: 'tool', items }) : '',
  );
}

function lastReply(ts) {
  const time = el('time', '', '');
  Object.assign(time.dataset, { unix: ts, format: '{ago}' });
  return el('span', 'last', 'Last reply ', time);
}

/** Lets somebody write into a form of one line; `where` is asked when they send it. */
export function composer(form, where) {
  form.onsubmit = (event) => {
    event.preventDefault();
    const input = form.elements.line;
    const text = input.value;
    if (text.trim() === '') return;
    input.value = '';
    void act('type', { ...where(), text });
  };
}
