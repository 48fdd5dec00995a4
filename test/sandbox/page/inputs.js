import { fieldOf, isField } from './fields.js';
import { plainWords } from './mrkdwn.js';
import { el, newId } from './words.js';

/** An input block: its label, the field, a hint and, told through `complain`, what is wrong with it. */
export function inputBlock(block, on) {
  const { element, optional, hint } = block;
  if (!isField(element)) return el('div', 'unknown', `[${element.type}]`);
  const { node: field, input } = fieldOf(block, element, on);
  const words = plainWords(block.label);
  const label = el(
    input ? 'label' : 'legend',
    'label',
    words,
    optional ? el('small', '', ' (optional)') : '',
  );
  const small = hint ? el('p', 'hint', plainWords(hint)) : '';
  const complaint = el('p', 'complaint');
  const node = el(input ? 'div' : 'fieldset', 'input', label, field, complaint, small);
  const subject = input ?? node;
  if (input) label.htmlFor = input.id;
  if (input && !optional) input.required = true;
  for (const one of [small, complaint]) if (one) one.id = newId('about');
  node.complain = (wrong) => {
    const said = wrong === undefined ? '' : `⚠ ${wrong}`;
    if (complaint.textContent !== said) complaint.textContent = said;
    complaint.hidden = said === '';
    subject.ariaInvalid = wrong === undefined ? null : 'true';
    const about = [said && complaint.id, small?.id].filter(Boolean).join(' ');
    if (about) subject.setAttribute('aria-describedby', about);
    else subject.removeAttribute('aria-describedby');
  };
  node.complain(undefined);
  return node;
}
