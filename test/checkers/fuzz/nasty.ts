/** What stands here in a document is replaced once it is text: JSON itself cannot be written with such a value. */
const RAW: Readonly<Record<string, () => string>> = {
  'raw:beyond numbers': () => '1e400',
  'raw:below numbers': () => '-1e400',
  'raw:many digits': () => '9'.repeat(400),
  'raw:deep lists': () => '['.repeat(20_000) + ']'.repeat(20_000),
  'raw:deep objects': () => '{"a":'.repeat(20_000) + 1 + '}'.repeat(20_000),
};

const MARKUP = [
  '<!channel> <!here|here> <!everyone>',
  '@channel @here @everyone #general',
  '<@U012AB3CD> <!subteam^S012AB3CD> <#C012AB3CD>',
  '<https://evil.example|click here> [click](https://evil.example)',
  'https://evil.example/login and www.evil.example mailto:a@evil.example',
  'javascript:alert(1)',
  '//evil.example/x',
  '../../../evil',
  '&lt;!channel&gt; &amp;lt;!channel&amp;gt; &#60;!channel&#62; &#x3c;@U012AB3CD&#x3e;',
  '<!date^0^{ago}^https://evil.example|now>',
  '*bold* _italic_ ~strike~ `code` ```block```',
  ':fire: :rotating_light: :not_an_emoji:',
  '<script>alert(1)</script><style>*{}</style><!-- --><b',
  '<p><small>Sep <var data-var="date">3</var>, 16:20 PDT</small><br><strong>Resolved</strong> - x</p>',
  ']]><![CDATA[',
];

const LETTERS = [
  '',
  '   \u00a0 \u3000 ',
  'a\u0000b\u0007c\u001b[31m\r\nd\te\u0085\u009b',
  '\u202eevil\u202c \u2066x\u2069 \u200f\u200e\ufeff\u2028\u2029\u00ad',
  '\ud800',
  'a\udfffb',
  '👩‍👩‍👧‍👦'.repeat(40),
  `Z${'\u0351\u036b\u0343'.repeat(50)}`,
  'الخدمة متوقفة',
  '\\"\\u0000',
  "'; DROP TABLE events; --",
  '{{7*7}} %s%n %{x}',
];

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  'toJSON',
];

const TIMES = [
  '2026-13-45T99:99:99Z',
  '0001-01-01T00:00:00Z',
  '0000-00-00T00:00:00',
  '1969-12-31T23:59:59.999Z',
  '2026-09-03T16:00:00+99:99',
  '2026-09-03T16:00:00-00:00',
  '2026-09-03',
  '9999-12-31T23:59:59Z',
  '2099-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  'Thu, 31 Feb 2026 25:61:61 +0000',
  'Thu, 03 Sep 2026 16:20:00 XYZ',
  'yesterday',
  '1788451200',
  '1788451200000',
];

const WORDS = [
  'resolved',
  'investigating',
  'monitoring',
  'postmortem',
  'completed',
  'scheduled',
  'in_progress',
  'critical',
  'none',
  'maintenance',
  'Active',
  'serviceRestored',
  'unhealthy',
  'ok',
  'outage',
];

const MEGABYTE = 1_000_000;
/** What is done later can double this, several times; nothing above 5 MB is read. */
const MOST_LETTERS = 2 * MEGABYTE;
/** So long that work which grows faster than its input never ends. */
const LONG: readonly (() => string)[] = [
  'x',
  ' ',
  '\n',
  ' \n',
  '\u00a0\t',
  '<',
  '<p',
  '<p><small>',
  '<small>Sep 3<var>',
  '<!--',
  '<script>',
  '&',
  '&#',
  '&amp;',
  '(',
  'a)(',
  ' - ',
  '_',
  'a\u0301',
  '\ud83d',
  '👩‍',
  '<@U012AB3CD>',
  'Sep 3, 16:20 PDT ',
  'https://evil.example/',
].map((part) => () => part.repeat(Math.ceil(MEGABYTE / part.length)));

const SHORT_TEXTS = [...MARKUP, ...LETTERS, ...NAMES, ...TIMES, ...WORDS];
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  -1e308,
  1788451200,
  [],
  {},
  [[]],
  [null],
  [{}],
  ['x'],
  { id: 'x' },
  ...Object.keys(RAW),
];

/** A text that no page should write; one in forty is a megabyte. */
export function nastyText(which: number): string {
  if (which % 40 === 39) return LONG[Math.floor(which / 40) % LONG.length]?.() ?? '';
  return SHORT_TEXTS[which % SHORT_TEXTS.length] ?? '';
}

/** A key that no document should have. */
export function nastyName(which: number): string {
  return (which % 3 === 0 ? NAMES[which % NAMES.length] : SHORT_TEXTS[which % SHORT_TEXTS.length]) ?? '';
}

/** A value of any type. */
export function nastyValue(which: number): unknown {
  return which % 2 === 0 ? VALUES[(which / 2) % VALUES.length] : nastyText(Math.floor(which / 2));
}

/** Of `count` entries as many as there is room for in an answer: more would be cut off, and only fill memory. */
export function fitting(count: number, lettersEach: number): number {
  return Math.min(count, Math.ceil(MOST_LETTERS / lettersEach));
}

/** JSON, with what JSON itself cannot be made to say, as far as there is room for it. */
export function jsonOf(document: unknown): string {
  const json = JSON.stringify(document);
  let room = MOST_LETTERS - json.length;
  return json.replace(/"(raw:[a-z ]+)"/g, (written, name: string) => {
    const raw = Object.hasOwn(RAW, name) ? RAW[name]?.() : undefined;
    if (raw === undefined || raw.length > room) return written;
    room -= raw.length;
    return raw;
  });
}
