import { createHash } from 'node:crypto';

/** An incident as a Statuspage has it; its updates newest first. */
export interface FeedIncident {
  id: string;
  name: string;
  created_at: string;
  updated_at: string;
  incident_updates: { status: string; body: string; display_at: string }[];
  scheduled_for?: string;
  scheduled_until?: string;
}

/** The page that the feed is of. */
export interface FeedOptions {
  name: string;
  url: string;
  /** The zone in which the page writes its times, UTC unless given. */
  utcOffsetMinutes?: number;
}

const LISTED = 25;
const LABELS: Readonly<Record<string, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  postmortem: 'Postmortem',
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  verifying: 'Verifying',
  completed: 'Completed',
};
const ZONES: Readonly<Record<string, string>> = { '0': 'UTC', '-420': 'PDT', '-480': 'PST', '120': 'CEST' };
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');

/** The page's `history.rss`: the newest 25 by latest change. */
export function historyRss(incidents: readonly FeedIncident[], options: FeedOptions): string {
  const items = listed(incidents).map((incident) => {
    const url = escaped(`${options.url}/incidents/${incident.id}`);
    return `    <item>
      <title>${escaped(incident.name)}</title>
      <description>
${escaped(story(incident, options))}      </description>
      <pubDate>${rfc822(publishedAt(incident))}</pubDate>
      <link>${url}</link>
      <guid>${url}</guid>
    </item>
`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>${escaped(options.name)} Status - Incident History</title>
    <link>${escaped(options.url)}</link>
    <description>Statuspage</description>
    <pubDate>${rfc822(lastChange(incidents))}</pubDate>
${items.join('')}  </channel>
</rss>
`;
}

/** The page's `history.atom`: the same incidents, with ids of its own. */
export function historyAtom(incidents: readonly FeedIncident[], options: FeedOptions): string {
  const host = new URL(options.url).host;
  const entries = listed(incidents).map((incident) => {
    const number = Number.parseInt(createHash('sha256').update(incident.id).digest('hex').slice(0, 7), 16);
    return `  <entry>
    <id>tag:${host},2005:Incident/${number}</id>
    <published>${seconds(publishedAt(incident))}</published>
    <updated>${seconds(Date.parse(incident.updated_at))}</updated>
    <link rel="alternate" type="text/html" href="${escaped(`${options.url}/incidents/${incident.id}`)}"/>
    <title>${escaped(incident.name)}</title>
    <content type="html">${escaped(story(incident, options))}</content>
  </entry>
`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:${host},2005:/history</id>
  <link rel="alternate" type="text/html" href="${escaped(options.url)}"/>
  <link rel="self" type="application/atom+xml" href="${escaped(options.url)}/history.atom"/>
  <title>${escaped(options.name)} Status - Incident History</title>
  <updated>${seconds(lastChange(incidents))}</updated>
${entries.join('')}</feed>
`;
}

function listed(incidents: readonly FeedIncident[]): FeedIncident[] {
  return [...incidents].sort((a, b) => publishedAt(b) - publishedAt(a)).slice(0, LISTED);
}

/** When the latest update was posted; for work that has not begun, when it will. */
function publishedAt({
  incident_updates: [latest],
  scheduled_for: planned,
  created_at,
}: FeedIncident): number {
  if (latest?.status === 'scheduled' && planned) return Date.parse(planned);
  return Date.parse(latest?.display_at ?? created_at);
}

function lastChange(incidents: readonly FeedIncident[]): number {
  return Math.max(0, ...incidents.map(({ updated_at }) => Date.parse(updated_at)));
}

function story(
  { incident_updates, scheduled_for, scheduled_until }: FeedIncident,
  options: FeedOptions,
): string {
  const zone = ZONES[String(options.utcOffsetMinutes ?? 0)] ?? 'UTC';
  const at = (instant: string) => parts(Date.parse(instant) + (options.utcOffsetMinutes ?? 0) * 60_000);
  const [latest] = incident_updates;
  let banner = '';
  if (latest?.status === 'scheduled' && scheduled_for && scheduled_until) {
    const [from, until] = [at(scheduled_for), at(scheduled_until)];
    const end = `<var data-var='time'>${until.time}</var> ${zone}`;
    banner = `<p><strong>THIS IS A SCHEDULED EVENT ${from.day}, <var data-var='time'>${from.time}</var> - ${end}</strong></p>`;
  }
  const updates = incident_updates.map(({ status, body, display_at }, index) => {
    const { day, time } = at(display_at);
    const same = incident_updates[index + 1]?.status === status;
    const label = same ? 'Update' : (LABELS[status] ?? status);
    return `<p><small>${day}, <var data-var='time'>${time}</var> ${zone}</small><br><strong>${label}</strong> - ${body}</p>`;
  });
  return banner + updates.join('');
}

function parts(ms: number): { day: string; time: string } {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2);
  return {
    day: `${MONTHS[date.getUTCMonth()]} <var data-var='date'>${day}</var>`,
    time: date.toISOString().slice(11, 16),
  };
}

function rfc822(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]}, ${day} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time} +0000`;
}

function seconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&apos;')
    .replaceAll('"', '&quot;');
}
