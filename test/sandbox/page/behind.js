import { el } from './words.js';

const byId = (id) => document.getElementById(id);

/** What happens around the bot, which nobody in Slack sees. */
export function drawBehind(state) {
  const { pages, notified, violations, app, live, log, story } = state;
  document.body.classList.toggle('live', live);
  byId('stage').replaceChildren(
    el('h2', '', 'Behind the scenes'),
    live
      ? el(
          'p',
          'live',
          'Live: the real status pages of the platforms that need no credentials are polled. Type /botstatus to see whether they can be read.',
        )
      : '',
    story?.last ? card('Just happened', el('p', '', story.last)) : '',
    pages.length > 0 ? card('Status pages', el('ul', 'pages', ...pages.map(pageRow))) : '',
    card('Who was notified', verdictOf(notified, 'Nobody, as it must be')),
    card('What Slack refused', verdictOf(violations, 'Nothing')),
    card(
      'The bot',
      el('p', app.state === 'running' ? 'good' : 'bad', `${app.state}, process ${app.pid}`),
      el('p', 'path', `Log: ${log}`),
    ),
  );
}

/** One line for a page that is well; what is wrong with it and what is open on it stands below its name. */
function pageRow({ name, broken, incidents }) {
  const open = incidents.length === 0 ? 'all well' : `${incidents.length} open`;
  return el(
    'li',
    broken ? 'broken' : '',
    el(
      'p',
      'row',
      el('b', '', name),
      broken ? el('span', 'bad', `✕ ${broken}`) : el('span', incidents.length > 0 ? '' : 'quiet', open),
    ),
    ...incidents.map(({ title, impact, status }) => {
      const line = el('p', `incident ${impact}`, el('b', '', impact), ` ${title}`);
      line.title = `${status ? `${impact}, ${status}` : impact}: ${title}`;
      return line;
    }),
  );
}

function verdictOf(list, none) {
  return list.length === 0 ? el('p', 'good', none) : el('ul', 'bad', ...list.map((one) => el('li', '', one)));
}

function card(title, ...content) {
  return el('section', 'card', el('h3', '', title), ...content);
}

/** Where the scenes of the story are. */
export function drawTicks(state) {
  const scenes = state.story?.scenes ?? [];
  const ticks = byId('ticks');
  if (ticks.childElementCount === scenes.length) return;
  ticks.replaceChildren(
    ...scenes.map(({ at, says }) => {
      const node = el('i', '');
      node.style.left = `${(at / state.story.minutes) * 100}%`;
      node.title = `${clockFace(at * 60_000)} ${says}`;
      return node;
    }),
  );
}

/** What moves by itself: clocks and the progress of the story. */
export function drawProgress(state, now) {
  const { story, live, calm, speed } = state;
  const time = new Date(now).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  byId('track').hidden = live || calm;
  if (live) {
    byId('clock').textContent = time;
    byId('coming').textContent = 'Live: polling the real status pages';
    return;
  }
  if (calm) {
    byId('clock').replaceChildren(el('b', '', time), ` · ×${speed}`);
    byId('coming').textContent = 'Nothing happens by itself: try /testmodeon';
    return;
  }
  const elapsed = story ? story.elapsedMs + now - state.now : 0;
  const length = (story?.minutes ?? 30) * 60_000;
  byId('clock').replaceChildren(
    el('b', '', clockFace(Math.min(elapsed, length))),
    ` of ${clockFace(length)} · ×${speed}`,
  );
  byId('done').style.width = `${Math.min(100, (elapsed / length) * 100)}%`;
  byId('coming').textContent = comingWords(story, elapsed, length);
}

function comingWords(story, elapsed, length) {
  if (!story) return 'The story is about to begin';
  if (elapsed >= length) return 'The story is over: everything is calm again';
  if (!story.next) return 'Nothing more happens: all outages come to their end';
  return `Next, at ${clockFace(story.next.at * 60_000)}: ${story.next.says}`;
}

function clockFace(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
