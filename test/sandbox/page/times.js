import { counted, el } from './words.js';

/** A time that each reader sees in their own zone. */
export function date(unix, format, url) {
  const node = el('time', '', '');
  node.dateTime = new Date(unix * 1000).toISOString();
  node.title = new Date(unix * 1000).toString();
  Object.assign(node.dataset, { unix, format });
  return url ? el('a', '', node) : node;
}

/** Writes every time as it reads now. */
export function tellTimes(within, now) {
  for (const node of within.querySelectorAll('time[data-format]')) {
    const words = inWords(Number(node.dataset.unix) * 1000, node.dataset.format, now);
    if (node.textContent !== words) node.textContent = words;
  }
}

function inWords(at, format, now) {
  const when = new Date(at);
  const as = (options) => when.toLocaleString(undefined, options);
  const long = { year: 'numeric', month: 'long', day: 'numeric' };
  const short = { year: 'numeric', month: 'short', day: 'numeric' };
  const pretty = (options) => nearDay(at, now) ?? as(options);
  const parts = {
    date_num: () => when.toISOString().slice(0, 10),
    date: () => as(long),
    date_slash: () => as({ year: 'numeric', month: '2-digit', day: '2-digit' }),
    date_long: () => as({ weekday: 'long', ...long }),
    date_long_full: () => as({ weekday: 'long', ...long }),
    date_short: () => as(short),
    date_pretty: () => pretty(long),
    date_long_pretty: () => pretty({ weekday: 'long', ...long }),
    date_short_pretty: () => pretty(short),
    day_divider_pretty: () => pretty(long),
    time: () => as({ hour: '2-digit', minute: '2-digit' }),
    time_secs: () => as({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    ago: () => ago(now - at),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => parts[name]?.() ?? whole);
}

function nearDay(at, now) {
  const day = (ms) => new Date(ms).toDateString();
  if (day(at) === day(now)) return 'today';
  if (day(at) === day(now - 86_400_000)) return 'yesterday';
  return day(at) === day(now + 86_400_000) ? 'tomorrow' : undefined;
}

function ago(ms) {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const words =
    minutes < 1
      ? 'less than a minute'
      : minutes < 60
        ? counted(minutes, 'minute')
        : minutes < 1440
          ? counted(Math.round(minutes / 60), 'hour')
          : counted(Math.round(minutes / 1440), 'day');
  return ms < 0 ? `in ${words}` : `${words} ago`;
}
