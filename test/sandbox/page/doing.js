import { button, el } from './words.js';

/** Does something as somebody; what went wrong is told in a corner. Resolves with the answer. */
export async function act(name, asked) {
  const done = await send(name, asked);
  if (done.error !== undefined) toast(done.error);
  return done;
}

/** The same, in silence. */
export async function send(name, asked) {
  try {
    const response = await fetch(`/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    return response.ok ? await response.json() : { error: `The sandbox answers ${response.status}` };
  } catch {
    return { error: 'The sandbox has ended' };
  }
}

const LONG_ENOUGH_MS = 8_000;

/** Slack's way to say that something did not work. */
export function toast(words) {
  const node = el('p', 'toast', el('span', '', words));
  node.append(button('✕', 'plain', () => node.remove()));
  node.lastChild.ariaLabel = 'Dismiss';
  document.getElementById('toasts').append(node);
  setTimeout(() => node.remove(), LONG_ENOUGH_MS);
}

/** Marks what was pressed until the answer is there. */
export async function whileBusy(node, work) {
  node.ariaBusy = 'true';
  try {
    return await work;
  } finally {
    node.ariaBusy = null;
  }
}
