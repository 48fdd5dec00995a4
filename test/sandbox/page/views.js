import { keepBlocks } from './blocks.js';
import { act, whileBusy } from './doing.js';
import { surface, tell } from './surface.js';
import { tellTimes } from './times.js';

const byId = (id) => document.getElementById(id);
const dialog = byId('modal');
let player;
let shown;

/** Shows the modal in front of somebody, if there is one. */
export function drawModal(who, scene, now) {
  player = who;
  const view = who.modals.at(-1);
  if (!view) {
    shown = undefined;
    if (dialog.open) dialog.close();
    return;
  }
  const before = shown;
  shown = view;
  byId('modal-title').textContent = view.title;
  byId('modal-back').hidden = view.depth < 2;
  byId('modal-cancel').textContent = view.close;
  byId('modal-submit').textContent = view.submit ?? '';
  byId('modal-submit').hidden = view.submit === undefined;
  byId('modal-problem').textContent = view.problem ?? '';
  byId('modal-problem').hidden = view.problem === undefined;
  const list = byId('modal-blocks');
  const on = surface({ who: who.id, where: { view: view.id }, values: view.values, scene });
  keepBlocks(list, view.blocks, { on, within: view.id });
  for (const [i, block] of view.blocks.entries()) list.children[i]?.complain?.(view.errors[block.block_id]);
  tellTimes(dialog, now);
  if (!dialog.open) dialog.showModal();
  if (before?.hash !== view.hash) {
    if (before?.id !== view.id) list.scrollTop = 0;
    focusFirst(list);
  }
  if (Object.keys(view.errors).length > 0 && Object.keys(before?.errors ?? {}).length === 0)
    list.querySelector('[aria-invalid=true]')?.focus();
}

/** What stands there now is for typing into, unless somebody is already busy in it. */
function focusFirst(list) {
  const at = document.activeElement;
  if (list.contains(at) || at === byId('modal-submit')) return;
  const first = list.querySelector('[autofocus]') ?? list.querySelector('input, select, textarea');
  (first ?? list.querySelector('button') ?? byId('modal-cancel')).focus();
}

/** Shows somebody's Home. */
export function drawHome({ id, home }, scene, now) {
  const list = byId('home-blocks');
  byId('home-empty').hidden = home !== undefined;
  const on = surface({ who: id, where: { view: home?.id }, values: home?.values, scene });
  keepBlocks(list, home?.blocks ?? [], { on, within: home?.id });
  tellTimes(list, now);
}

byId('modal-form').onsubmit = async (event) => {
  event.preventDefault();
  const submit = byId('modal-submit');
  const view = shown;
  if (!view?.submit || submit.ariaBusy) return;
  const sent = tell(player.id, view.id).then(() => act('submit', { who: player.id, view: view.id }));
  await whileBusy(submit, sent);
};
byId('modal-cancel').onclick = () => cancel();
byId('modal-back').onclick = () => cancel();
byId('modal-close').onclick = () => cancel(true);
dialog.oncancel = (event) => {
  event.preventDefault();
  cancel();
};
// A browser may close it without asking.
dialog.onclose = () => {
  if (shown) cancel(true);
};

function cancel(all = false) {
  if (shown) void act('cancel', { who: player.id, view: shown.id, all });
}
