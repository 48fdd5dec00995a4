import { holderOf, type Values } from './answers.ts';
import { fieldsOf } from './fields.ts';
import { isObject, type Json, type JsonObject, textOf } from './json.ts';

/**
 * What Slack itself says under the inputs before anything is sent, by block_id. That these rules are checked on the
 * person's side is documented; every wording is guessed.
 */
export function complaintsOf(blocks: JsonObject[], values: Values): Record<string, string> {
  const complaints: Record<string, string> = {};
  for (const { block, blockId, element, actionId } of fieldsOf(blocks)) {
    if (block.type !== 'input') continue;
    const value = values[blockId]?.[actionId]?.[holderOf(element) ?? ''] ?? null;
    const complaint = complaintAbout(element, value, block.optional === true);
    if (complaint !== undefined) complaints[blockId] = complaint;
  }
  return complaints;
}

function complaintAbout(element: JsonObject, value: Json, optional: boolean): string | undefined {
  if (value === null || (Array.isArray(value) && value.length === 0))
    return optional ? undefined : 'Please complete this required field.';
  if (Array.isArray(value)) return tooMany(element, value.length);
  if (isObject(value) || typeof value !== 'string') return undefined;
  switch (element.type) {
    case 'plain_text_input':
      return badLength(element, value);
    case 'number_input':
      return badNumber(element, value);
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) ? undefined : 'Please enter a valid URL.';
    case 'datepicker':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? undefined : 'Please enter a valid date.';
    case 'timepicker':
      return /^\d{2}:\d{2}$/.test(value) ? undefined : 'Please enter a valid time.';
    default:
      return undefined;
  }
}

function tooMany({ max_selected_items: max }: JsonObject, count: number): string | undefined {
  return typeof max === 'number' && count > max ? `Please choose no more than ${max}.` : undefined;
}

/** Documented: 3000 characters when nothing is said. */
function badLength({ min_length: min, max_length: max }: JsonObject, value: string): string | undefined {
  const most = typeof max === 'number' ? max : 3000;
  if (typeof min === 'number' && value.length < min) return `Please enter at least ${min} characters.`;
  return value.length > most ? `Please enter no more than ${most} characters.` : undefined;
}

function badNumber(element: JsonObject, value: string): string | undefined {
  const decimal = element.is_decimal_allowed === true;
  if (!(decimal ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(value)) return 'Please enter a valid number.';
  const [min, max] = [textOf(element, 'min_value'), textOf(element, 'max_value')];
  if (min !== undefined && Number(value) < Number(min)) return `Please enter ${min} or more.`;
  if (max !== undefined && Number(value) > Number(max)) return `Please enter ${max} or less.`;
  return undefined;
}
