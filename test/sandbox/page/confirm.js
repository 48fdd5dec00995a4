import { textObject } from './mrkdwn.js';
import { button, el, newId } from './words.js';

/** Asks what a `confirm` object says; resolves with whether the answer was yes. */
export function ask({ title, text, confirm, deny, style }, names) {
  const { promise, resolve } = Promise.withResolvers();
  const dialog = el('dialog', 'ask');
  const heading = el('h2', '', title?.text ?? 'Are you sure?');
  heading.id = newId('ask');
  const yes = button(
    confirm?.text ?? 'Yes',
    `control ${style === 'danger' ? 'danger' : 'primary'} solid`,
    () => {
      dialog.close('yes');
    },
  );
  const no = button(deny?.text ?? 'Cancel', 'control', () => dialog.close());
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.append(heading, el('div', 'text', textObject(text, names)), el('p', 'buttons', no, yes));
  dialog.onclose = () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes');
  };
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}
