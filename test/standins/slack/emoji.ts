/** The emoji that status messages use, as Slack names them. Slack stores the name, people see the picture. */
const names: Record<string, string> = {
  '🔴': 'red_circle',
  '🟠': 'large_orange_circle',
  '🟡': 'large_yellow_circle',
  '🟢': 'large_green_circle',
  '🔵': 'large_blue_circle',
  '🟣': 'large_purple_circle',
  '⚪': 'white_circle',
  '⚫': 'black_circle',
  '🟥': 'large_red_square',
  '🟧': 'large_orange_square',
  '🟨': 'large_yellow_square',
  '🟩': 'large_green_square',
  '🟦': 'large_blue_square',
  '⬜': 'white_large_square',
  '⬛': 'black_large_square',
  '✅': 'white_check_mark',
  '✔': 'heavy_check_mark',
  '❌': 'x',
  '⚠': 'warning',
  '🚨': 'rotating_light',
  '🔥': 'fire',
  '🔧': 'wrench',
  '🛠': 'hammer_and_wrench',
  '🚧': 'construction',
  ℹ: 'information_source',
  '🔔': 'bell',
  '🔕': 'no_bell',
  '🎉': 'tada',
  '👀': 'eyes',
  '🎫': 'ticket',
  '💡': 'bulb',
  '⏳': 'hourglass_flowing_sand',
  '❓': 'question',
  '❔': 'grey_question',
  '❗': 'exclamation',
  '🧪': 'test_tube',
  '🔌': 'electric_plug',
  '💬': 'speech_balloon',
  '🔒': 'lock',
  '🔗': 'link',
  '🏠': 'house',
  '📣': 'mega',
  '📢': 'loudspeaker',
  '🔁': 'repeat',
  '🔄': 'arrows_counterclockwise',
  '↩': 'leftwards_arrow_with_hook',
  '⬆': 'arrow_up',
  '⬇': 'arrow_down',
  '🙋': 'raising_hand',
  '👍': 'thumbsup',
  '🟤': 'large_brown_circle',
};
const pictures = new Map(Object.entries(names).map(([picture, name]) => [name, picture]));
const anyPicture = new RegExp(`(${Object.keys(names).join('|')})\\uFE0F?`, 'gu');

export function toNames(text: string): string {
  return text.replace(anyPicture, (_, picture: string) => `:${names[picture]}:`);
}

export function toPictures(text: string): string {
  return text.replace(/:([\w+-]+):/g, (whole, name: string) => pictures.get(name) ?? whole);
}

export function pictureOf(name: string): string {
  return pictures.get(name) ?? `:${name}:`;
}
