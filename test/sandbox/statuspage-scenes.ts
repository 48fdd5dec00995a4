import type { IncidentHandle } from '../standins/platforms/statuspage.ts';
import type { Scene, Stages } from './scene.ts';
import type { StatuspageStage } from './stage.ts';

export const HOSTILE_TITLE =
  '<!channel> @everyone *URGENT* <https://evil.example|click here> 🔥🔥🔥🚨🚨🚨👩‍👩‍👧‍👦 התראה דחופה';
const HOSTILE_TEXT = [
  '<!here> <!everyone> @channel <@U0ADA0000>: _please_ *sign in* to `confirm` ~nothing~',
  '<https://evil.example/login|your account> or https://evil.example/plain &lt;!channel&gt;',
  '> not a quote 🎉🎉🎉 الخدمة بطيئة 🏳️‍🌈🏳️‍🌈🏳️‍🌈 \u202egnihtemos esrever',
].join('\n');

/** What happens to GitHub and Snowflake: all that can become of an incident. */
export function statuspageScenes({ github, snowflake, clock }: Stages): Scene[] {
  let actions: IncidentHandle;
  let queries: IncidentHandle;
  let snowpipe: IncidentHandle;
  let search: IncidentHandle;
  let webhooks: IncidentHandle;
  let hostile: IncidentHandle;

  return [
    {
      at: 1,
      says: 'GitHub: workflow runs start late',
      do() {
        actions = github.open({
          name: 'Workflow runs start late',
          impact: 'minor',
          components: ['Actions'],
          body: 'We are investigating reports of delayed workflow runs.',
        });
      },
    },
    {
      at: 2.5,
      says: 'GitHub finds the cause',
      do: () =>
        actions.update({
          status: 'identified',
          body: 'A queue that feeds our runners is backed up. We are adding capacity.',
        }),
    },
    {
      at: 4,
      says: 'It gets worse at GitHub, and Pages is affected too',
      do: () =>
        actions.update({
          impact: 'major',
          components: ['Actions', 'Pages'],
          body: 'Runs now wait up to 40 minutes, and Pages deployments with them.',
        }),
    },
    {
      at: 5,
      says: 'Snowflake: queries fail in one region',
      do() {
        queries = snowflake.open({
          name: 'Queries fail in AWS US West (Oregon)',
          impact: 'critical',
          components: ['AWS - US West (Oregon) - Virtual Warehouses', 'AWS - US West (Oregon) - Snowpipe'],
          body: 'Customers in this region see errors when they run queries. Other regions are not affected.',
        });
      },
    },
    {
      at: 6,
      says: 'Snowflake opens an incident that it will take back',
      do() {
        snowpipe = snowflake.open({
          name: 'Elevated Snowpipe latency',
          components: ['Azure - West Europe - Snowpipe'],
          body: 'We see elevated latency in one region.',
        });
      },
    },
    {
      at: 7,
      says: 'GitHub eases',
      do: () =>
        actions.update({
          status: 'monitoring',
          impact: 'minor',
          body: 'New runs start promptly again. The backlog is being worked off.',
        }),
    },
    {
      at: 8,
      says: 'Snowflake has a fix, and eases',
      do: () =>
        queries.update({
          status: 'identified',
          impact: 'major',
          body: 'A fix is rolling out; about half of the queries succeed.',
        }),
    },
    { at: 8.5, says: 'Snowflake deletes the latency incident', do: () => snowpipe.remove() },
    {
      at: 9.5,
      says: 'GitHub has recovered',
      do: () => actions.resolve('All workflow runs start promptly. Thank you for your patience.'),
    },
    {
      at: 10,
      says: 'GitHub: search results are missing',
      do() {
        search = github.open({
          name: 'Some code search results are missing',
          components: ['Issues'],
          body: 'Recently pushed code may not show up in search.',
        });
      },
    },
    {
      at: 10.5,
      says: 'Snowflake has recovered, it says',
      do: () => queries.resolve('Queries succeed again in this region.'),
    },
    {
      at: 11.5,
      says: 'GitHub: webhooks are slow',
      do() {
        webhooks = github.open({
          name: 'Webhooks are slow',
          impact: 'major',
          components: ['Webhooks'],
          body: 'Webhook deliveries take several minutes.',
        });
      },
    },
    { at: 12.5, says: "GitHub's search incident vanishes without a word", do: () => search.remove() },
    { at: 14, says: "GitHub's page breaks: it answers 503", do: () => github.break(503) },
    {
      at: 15,
      says: 'Snowflake opens its incident again',
      do: () => queries.reopen('The errors are back for some customers.'),
    },
    {
      at: 15.5,
      says: 'GitHub writes an update that nobody can read',
      do: () =>
        webhooks.update({
          status: 'identified',
          body: 'A database replica is overloaded. We are moving load.',
        }),
    },
    { at: 16, says: "GitHub's page now answers HTML where JSON should be", do: () => github.break('html') },
    {
      at: 17,
      says: 'Snowflake: an incident with hostile words',
      do() {
        hostile = snowflake.open({ name: HOSTILE_TITLE, impact: 'major', body: HOSTILE_TEXT });
      },
    },
    {
      at: 18,
      says: 'Snowflake has recovered for good',
      do: () => {
        queries.update({ status: 'monitoring', body: 'The fix is complete.' });
        queries.resolve('All queries have succeeded for ten minutes.');
      },
    },
    { at: 18.5, says: "GitHub's page gives no answer at all", do: () => github.break('hang') },
    {
      at: 19.5,
      says: 'The hostile incident goes on',
      do: () => hostile.update({ status: 'monitoring', body: `<!channel> again\n${HOSTILE_TEXT}` }),
    },
    { at: 21, says: "GitHub's page is back", do: () => github.mend() },
    {
      at: 21.5,
      says: 'The hostile incident is over',
      do: () => hostile.resolve('@here *resolved* <https://evil.example|details>'),
    },
    {
      at: 23,
      says: 'GitHub gives its incident another name',
      do: () => {
        webhooks.rename('Webhooks and GitHub Apps are slow');
        webhooks.update({ body: 'Events for GitHub Apps are late as well.' });
      },
    },
    {
      at: 24.5,
      says: 'Snowflake has an incident that is over before anybody looks',
      do: () => between(snowflake, clock.now()),
    },
    {
      at: 25,
      says: 'GitHub watches its fix',
      do: () => webhooks.update({ status: 'monitoring', body: 'Deliveries are back to normal speed.' }),
    },
    {
      at: 27,
      says: 'GitHub has recovered: calm again',
      do: () => webhooks.resolve('This incident has been resolved.'),
    },
  ];
}

/** An incident that begins after the bot's last look and ends before its next one. */
function between({ page }: StatuspageStage, now: number): void {
  const began = (page.requests.at(-1)?.at ?? now) + 1_000;
  page.backfill({
    name: 'Snowsight did not load',
    components: ['AWS - US West (Oregon) - Snowsight'],
    body: 'The web interface did not load for some customers.',
    startedAt: new Date(began).toISOString(),
    resolvedAt: new Date(Math.max(now, began + 1_000)).toISOString(),
  });
}
