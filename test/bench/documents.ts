/** What one of the pages says: forty KB of ended incidents and, if there are words on it, one that is open. */
export function incidentsJson(newestWords?: string): string {
  const open = newestWords === undefined ? [] : [openIncident(newestWords)];
  return JSON.stringify({ page: PAGE, incidents: [...open, ...PAST] });
}

/** The same page with so many incidents open, the newest of which it has just opened. */
export function outagesJson(count: number): string {
  const open = Array.from({ length: count }, (_, index) => ({
    ...openIncident(words(index, 'investigating')),
    id: `outage-${index + 1}`,
    name: outageName(index + 1),
    created_at: instant(STARTED + index),
  }));
  return JSON.stringify({ page: PAGE, incidents: [...open.reverse(), ...PAST] });
}

/** The title of such an incident. */
export function outageName(number: number): string {
  return `Outage number ${number}.`;
}

/** No maintenance is under way. */
export function maintenancesJson(): string {
  return JSON.stringify({ page: PAGE, scheduled_maintenances: [] });
}

const STARTED = Date.now();
const DAY_MS = 24 * 60 * 60_000;
/** The same in every run but for the day. */
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const COMPONENTS = ['Git Operations', 'API Requests', 'Webhooks', 'Issues', 'Actions'];
const PAGE = {
  id: 'kctbh9vrtdwd',
  name: 'Page',
  url: 'https://page.example.com',
  time_zone: 'Etc/UTC',
  updated_at: instant(TODAY),
};
const PAST = Array.from({ length: 15 }, (_, index) => {
  const beganAt = TODAY - (index + 1) * DAY_MS;
  const said = ['resolved', 'monitoring', 'identified', 'investigating'].map((status, step) =>
    update(`${index}-${step}`, status, beganAt + (3 - step) * 600_000, words(index, status)),
  );
  return incident(`past${index}`, 'resolved', beganAt, said);
});

function openIncident(newestWords: string) {
  return incident('open1', 'investigating', TODAY, [
    update('open-2', 'investigating', TODAY + 600_000, newestWords),
    update('open-1', 'investigating', TODAY, words(1, 'investigating')),
  ]);
}

function incident(id: string, status: string, beganAt: number, incident_updates: object[]) {
  return {
    id,
    name: `Degraded performance of ${id}`,
    status,
    created_at: instant(beganAt),
    updated_at: instant(beganAt + 1_800_000),
    monitoring_at: null,
    resolved_at: status === 'resolved' ? instant(beganAt + 1_800_000) : null,
    impact: 'minor',
    shortlink: `https://stspg.io/${id}`,
    started_at: instant(beganAt),
    page_id: PAGE.id,
    incident_updates,
    components: [component('Actions')],
    reminder_intervals: null,
  };
}

function update(id: string, status: string, at: number, body: string) {
  return {
    id,
    status,
    body,
    incident_id: id,
    created_at: instant(at),
    updated_at: instant(at),
    display_at: instant(at),
    affected_components: [
      { code: 'c-actions', name: 'Actions', old_status: 'operational', new_status: 'degraded_performance' },
    ],
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  };
}

function component(name: string) {
  return {
    id: `c-${name.toLowerCase().replaceAll(' ', '-')}`,
    name,
    status: 'operational',
    created_at: instant(TODAY - 900 * DAY_MS),
    updated_at: instant(TODAY),
    position: COMPONENTS.indexOf(name) + 1,
    description: null,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: PAGE.id,
    group: false,
    only_show_if_degraded: false,
  };
}

function words(index: number, status: string): string {
  return `Update ${index}: ${status}. Some requests to ${COMPONENTS[index % COMPONENTS.length]} are slower than usual or fail.`;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
