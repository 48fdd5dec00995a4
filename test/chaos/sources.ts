import type { AzureDevopsHealth } from '../standins/platforms/azure-devops.ts';
import type { AzureHealth } from '../standins/platforms/azure-health.ts';
import type { Microsoft365 } from '../standins/platforms/microsoft-365.ts';
import type { SalesforceTrust } from '../standins/platforms/salesforce.ts';
import type { SlackStatus } from '../standins/platforms/slack-status.ts';
import type { Statuspage } from '../standins/platforms/statuspage.ts';
import type { Hand } from './incident.ts';
import type { Badness, Source } from './script.ts';

/** The pages of the eight platforms. */
export interface Pages {
  azure: AzureHealth;
  'azure-devops': AzureDevopsHealth;
  github: Statuspage;
  m365: Microsoft365;
  retool: Statuspage;
  salesforce: SalesforceTrust;
  slack: SlackStatus;
  snowflake: Statuspage;
}

interface Opening {
  name: string;
  badness: Badness;
  words: string;
}

/** Has an incident appear on the page of a platform. */
export function openOn(pages: Pages, source: Source, opening: Opening): Hand {
  switch (source) {
    case 'azure':
      return onAzure(pages.azure, opening);
    case 'azure-devops':
      return onAzureDevops(pages['azure-devops'], opening);
    case 'm365':
      return onMicrosoft365(pages.m365, opening);
    case 'salesforce':
      return onSalesforce(pages.salesforce, opening);
    case 'slack':
      return onSlackStatus(pages.slack, opening);
    default:
      return onStatuspage(pages[source], opening);
  }
}

function titleOf(name: string): string {
  return `Trouble with ${name}`;
}

function onStatuspage(page: Statuspage, { name, badness, words }: Opening): Hand {
  const handle = page.open({ name: titleOf(name), impact: impactOf(badness), body: words });
  return {
    id: handle.id,
    speaks: true,
    turn(turn, next) {
      const impact = impactOf(next.badness);
      if (turn === 'update') handle.update({ status: 'identified', body: next.words });
      else if (turn === 'worsen' || turn === 'ease') handle.update({ impact, body: next.words });
      else if (turn === 'resolve') handle.resolve(next.words);
      else if (turn === 'reopen') handle.reopen(next.words);
      else if (turn === 'vanish') handle.remove();
      else if (turn === 'rename') handle.rename(`${titleOf(name)}, renamed`);
      else if (turn === 'edit') handle.edit(handle.updateIds().at(-1) ?? '', next.words);
      else handle.touch();
    },
  };
}

function impactOf(badness: Badness) {
  return badness === 'notice' ? 'none' : badness;
}

const LEVELS = { notice: 'Informational', minor: 'Warning', major: 'Error', critical: 'Critical' } as const;

function onAzure(page: AzureHealth, { name, badness, words }: Opening): Hand {
  const handle = page.open({ title: titleOf(name), eventLevel: LEVELS[badness], text: words });
  return {
    id: handle.name,
    speaks: true,
    turn(turn, next) {
      if (turn === 'worsen' || turn === 'ease') handle.setLevel(LEVELS[next.badness]);
      if (turn === 'update' || turn === 'worsen' || turn === 'ease') handle.update(next.words);
      else if (turn === 'resolve') handle.resolve(next.words);
      else if (turn === 'reopen') handle.reopen(next.words);
      else if (turn === 'vanish') handle.remove();
      else if (turn === 'rename') handle.rename(`${titleOf(name)}, renamed`);
      else if (turn === 'edit') handle.edit(next.words);
      else handle.touch();
    },
  };
}

const GEOGRAPHY = 'EU';
const SERVICES = ['Boards', 'Repos', 'Pipelines'] as const;

function onAzureDevops(page: AzureDevopsHealth, { badness }: Opening): Hand {
  const open = (how: Badness) => page.open({ ...unwell(how), geography: GEOGRAPHY });
  let handle = open(badness);
  return {
    id: `${GEOGRAPHY}-`,
    speaks: false,
    turn(turn, next) {
      if (turn === 'worsen' || turn === 'ease') handle.update(unwell(next.badness));
      else if (turn === 'resolve') handle.resolve();
      else if (turn === 'reopen') handle = open(next.badness);
    },
  };
}

/** One service down is a major outage, several are a critical one. */
function unwell(badness: Badness) {
  if (badness === 'critical') return { services: [...SERVICES], health: 'unhealthy' as const };
  const health = badness === 'major' ? ('unhealthy' as const) : ('degraded' as const);
  return { services: [SERVICES[0]], health };
}

function onMicrosoft365(page: Microsoft365, { name, badness, words }: Opening): Hand {
  const kindOf = (how: Badness) => (how === 'notice' ? 'advisory' : 'incident');
  const handle = page.open({
    title: titleOf(name),
    classification: kindOf(badness),
    highImpact: badness === 'critical',
    post: words,
  });
  return {
    id: handle.id,
    speaks: true,
    turn(turn, next) {
      if (turn === 'worsen' || turn === 'ease') {
        handle.classify(kindOf(next.badness));
        handle.setHighImpact(next.badness === 'critical');
      }
      if (turn === 'update' || turn === 'worsen' || turn === 'ease') handle.post(next.words);
      else if (turn === 'resolve') handle.resolve(next.words);
      else if (turn === 'reopen') handle.reopen(next.words);
      else if (turn === 'vanish') handle.remove();
      else if (turn === 'rename') handle.rename(`${titleOf(name)}, renamed`);
      else if (turn === 'edit') handle.edit(next.words);
      else handle.touch();
    },
  };
}

function onSalesforce(page: SalesforceTrust, { name, badness, words }: Opening): Hand {
  const severityOf = (how: Badness) => (how === 'notice' ? 'minor' : how);
  const handle = page.open({
    instances: [`NA${100 + name.length}`],
    severity: severityOf(badness),
    body: words,
  });
  return {
    id: handle.id,
    speaks: true,
    turn(turn, next) {
      const severity = severityOf(next.badness);
      if (turn === 'update') handle.update({ body: next.words });
      else if (turn === 'worsen' || turn === 'ease') handle.update({ body: next.words, severity });
      else if (turn === 'resolve') handle.resolve(next.words);
      else if (turn === 'reopen') handle.reopen(next.words);
      else if (turn === 'vanish') handle.remove();
      else if (turn === 'edit') handle.edit(handle.updateIds().at(-1) ?? '', next.words);
      else handle.touch();
    },
  };
}

const KINDS = { notice: 'notice', minor: 'incident', major: 'incident', critical: 'outage' } as const;

function onSlackStatus(page: SlackStatus, { name, badness, words }: Opening): Hand {
  const handle = page.open({ title: titleOf(name), type: KINDS[badness], body: words });
  let notes = 1;
  return {
    id: handle.id,
    speaks: true,
    turn(turn, next) {
      const type = KINDS[next.badness];
      if (turn === 'update') handle.update({ body: next.words });
      else if (turn === 'worsen' || turn === 'ease') handle.update({ body: next.words, type });
      else if (turn === 'resolve') handle.resolve(next.words);
      else if (turn === 'reopen') handle.reopen(next.words);
      else if (turn === 'vanish') handle.remove();
      else if (turn === 'rename') handle.rename(`${titleOf(name)}, renamed`);
      else if (turn === 'edit') handle.edit(notes - 1, next.words);
      else handle.touch();
      if (!['vanish', 'rename', 'edit', 'touch'].includes(turn)) notes += 1;
    },
  };
}
