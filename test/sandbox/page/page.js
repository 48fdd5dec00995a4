import { drawBehind, drawProgress, drawTicks } from './behind.js';
import { drawBoards, itemBehind } from './boards.js';
import { composer, drawMessages, isFor } from './chat.js';
import { act } from './doing.js';
import { forget } from './surface.js';
import { tellTimes } from './times.js';
import { drawHome, drawModal } from './views.js';
import { button, el, keep } from './words.js';

const byId = (id) => document.getElementById(id);
const about = await (await fetch('/about')).json();
let state;
let receivedAt = 0;
/** As whom the page is used. */
let playerId;
/** What fills the middle: a channel's id, `home` or `boards`. */
let room;
let threadTs;
/** The work item that somebody came for. */
let itemId;
/** Newest message that was seen, by person and channel. */
const seen = new Map();
/** Whether a button of the mouse or a finger is down, and whether something has come since. */
let pressing = false;
let waiting = false;

const events = new EventSource('/events');
events.onmessage = ({ data }) => {
  state = JSON.parse(data);
  receivedAt = performance.now();
  playerId ??= state.players[0].id;
  room ??= state.channels[0].id;
  byId('lost').hidden = true;
  // What is being pressed must not move away: the click would go astray.
  if (pressing) waiting = true;
  else draw();
};
events.onerror = () => {
  byId('lost').hidden = false;
};

addEventListener('pointerdown', () => {
  pressing = true;
});
for (const end of ['pointerup', 'pointercancel']) {
  addEventListener(end, () => {
    pressing = false;
    if (waiting) setTimeout(draw); // after the click
    waiting = false;
  });
}

/** The sandbox's time, which runs on between two messages from it. */
function now() {
  return state.now + (performance.now() - receivedAt) * (byId('lost').hidden ? state.speed : 0);
}

function player() {
  return state.players.find(({ id }) => id === playerId);
}

function draw() {
  const who = player();
  const scene = {
    names: state.names,
    people: state.people,
    channels: state.channels,
    shortcuts: about.messageShortcuts,
  };
  forget(state.players.flatMap(({ home, modals }) => [home?.id, ...modals.map(({ id }) => id)]));
  drawPlayers();
  drawRooms(who);
  drawChannel(who, scene);
  if (room === 'home') drawHome(who, scene, now());
  if (room === 'boards') drawBoards(byId('items'), { items: state.boards.items, chosen: itemId, now: now() });
  drawModal(who, scene, now());
  drawBehind(state);
  drawTicks(state);
  tick();
}

function drawPlayers() {
  const entries = state.players.map(({ id, realName, operator }) => ({
    key: id,
    shape: String(id === playerId),
    make() {
      const node = button('', 'player', () => become(id));
      node.append(el('b', '', realName), el('small', '', operator ? 'operator' : 'member'));
      node.ariaPressed = String(id === playerId);
      node.dataset.field = id;
      return node;
    },
  }));
  keep(byId('players'), entries);
}

function become(id) {
  playerId = id;
  if (room === 'home') openHome();
  else draw();
}

function drawRooms(who) {
  const lastOf = ({ messages }) => messages.findLast(isFor(who))?.ts ?? '0';
  const channels = state.channels.map((channel) => {
    const key = `${who.id} ${channel.id}`;
    if (channel.id === room) seen.set(key, lastOf(channel));
    const after = Number(seen.get(key) ?? 0);
    const fresh = channel.messages.filter(
      (message) => isFor(who)(message) && Number(message.ts) > after,
    ).length;
    return { id: channel.id, name: `# ${channel.name}`, fresh };
  });
  keep(byId('channels'), channels.map(roomEntry));
  keep(byId('apps'), [{ id: 'home', name: about.name, fresh: 0 }].map(roomEntry));
  keep(byId('others'), [{ id: 'boards', name: 'Azure DevOps', fresh: 0 }].map(roomEntry));
}

function roomEntry({ id, name, fresh }) {
  return {
    key: id,
    shape: JSON.stringify([name, fresh, id === room]),
    make() {
      const open = () => (id === 'home' ? openHome() : openRoom(id));
      const count = fresh > 0 ? el('span', 'count', String(fresh)) : '';
      const node = button(el('span', '', name), fresh > 0 ? 'fresh' : '', open);
      node.append(count);
      node.setAttribute('aria-current', String(id === room));
      node.dataset.field = id;
      return el('li', '', node);
    },
  };
}

function openRoom(id) {
  room = id;
  openThread(undefined);
}

/** Opens the app's Home, which the app is told. */
function openHome() {
  openRoom('home');
  void act('home', { who: playerId });
}

function drawChannel(who, scene) {
  const channel = state.channels.find(({ id }) => id === room);
  byId('channel').hidden = channel === undefined;
  byId('home').hidden = room !== 'home';
  byId('boards').hidden = room !== 'boards';
  const replies = channel?.threads[threadTs];
  byId('thread').hidden = replies === undefined;
  document.body.classList.toggle('threaded', replies !== undefined);
  if (!channel) return;
  byId('name').textContent = `# ${channel.name}`;
  const chat = { who, scene, openThread };
  drawMessages(byId('messages'), channel.messages.filter(isFor(who)), { ...chat, inThread: false });
  if (replies) drawMessages(byId('replies'), replies.filter(isFor(who)), { ...chat, inThread: true });
}

function openThread(ts) {
  threadTs = ts;
  byId('replies').replaceChildren();
  draw();
  byId('replies').scrollTop = 0;
}

/** What moves by itself: clocks and the progress of the story. */
function tick() {
  if (!state) return;
  tellTimes(document, now());
  drawProgress(state, now());
}

composer(byId('composer'), () => ({ who: playerId, channel: room }));
composer(byId('reply'), () => ({ who: playerId, channel: room, thread: threadTs }));
byId('close').onclick = () => openThread(undefined);
byId('toggle').onclick = () => {
  const shown = document.body.classList.toggle('staged');
  byId('toggle').setAttribute('aria-expanded', String(shown));
};
// Links to tickets and messages lead to the Azure DevOps and the Slack of this sandbox.
document.addEventListener('click', (event) => {
  const { href = '' } = event.target.closest?.('a[href]') ?? {};
  const id = itemBehind(href, about.boardsUrl);
  const channelId = /\/archives\/(C\w+)\/p\d+/.exec(href)?.[1];
  const target = id === undefined ? state.channels.find((one) => one.id === channelId)?.id : 'boards';
  if (target === undefined) return;
  event.preventDefault();
  itemId = id;
  openRoom(target);
  byId(`item-${id}`)?.scrollIntoView();
});
setInterval(tick, 250);

byId('commands').replaceChildren(
  ...about.commands.map(({ command, description }) => {
    const option = el('option', '', description);
    option.value = command;
    return option;
  }),
);
byId('suggestions').replaceChildren(
  ...about.commands.map(({ command, usage_hint: hint, description }) => {
    const text = hint?.includes('all') ? `${command} all` : command;
    const chip = button(text, 'chip', () => act('type', { who: playerId, channel: room, text }));
    chip.title = description;
    return chip;
  }),
);
