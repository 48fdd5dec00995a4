import type { OutageHandle } from '../standins/platforms/azure-devops.ts';
import type { EventHandle } from '../standins/platforms/azure-health.ts';
import type { IssueHandle } from '../standins/platforms/microsoft-365.ts';
import type { IncidentHandle as SalesforceHandle } from '../standins/platforms/salesforce.ts';
import type { SlackIncidentHandle } from '../standins/platforms/slack-status.ts';
import type { IncidentHandle } from '../standins/platforms/statuspage.ts';
import type { Scene, Stages } from './scene.ts';

/**
 * What happens to the others: an outage each, and things that must not be told. Their outages last: one that
 * comes and goes while no copy looks is never seen on a list of what is open.
 */
export function otherScenes({ azure, azureDevops, m365, retool, salesforce, slackStatus }: Stages): Scene[] {
  let region: EventHandle;
  let boards: OutageHandle;
  let europe: OutageHandle;
  let mail: IssueHandle;
  let logo: IssueHandle;
  let apps: IncidentHandle;
  let instance: SalesforceHandle;
  let uploads: SlackIncidentHandle;
  let planned: SlackIncidentHandle;

  return [
    {
      at: 1.5,
      says: 'Azure: virtual machines do not start in one region',
      do() {
        const title = 'Virtual machines in West Europe fail to start';
        region = azure.show(
          azure.page.open({
            title,
            eventLevel: 'Error',
            regions: ['West Europe'],
            text: 'Starting and resizing virtual machines fails for a subset of customers.',
          }),
          { title, impact: 'major' },
        );
      },
    },
    {
      at: 2,
      says: 'Slack changes the shape of its status API',
      do: () => slackStatus.break('other-shape'),
    },
    {
      at: 3,
      says: 'Azure DevOps: Boards are degraded in the United States',
      do() {
        boards = azureDevops.show(azureDevops.page.open({ services: ['Boards'] }), {
          title: 'Boards degraded in the United States',
          impact: 'minor',
        });
      },
    },
    {
      at: 3.5,
      says: 'Azure DevOps: Repos are down in Europe, where we are not',
      do() {
        europe = azureDevops.show(
          azureDevops.page.open({ services: ['Repos'], geography: 'EU', health: 'unhealthy' }),
          { title: 'Repos unhealthy in Europe', impact: 'major' },
        );
      },
    },
    {
      at: 4.5,
      says: 'Microsoft 365: mail is not sent',
      do() {
        const title = "Some users can't send email in Exchange Online";
        mail = m365.show(
          m365.page.open({
            title,
            post: `Title: ${title}<br><br>User impact: Users may be unable to send email.<br>Current status: We're investigating.`,
          }),
          { title, impact: 'major' },
        );
      },
    },
    {
      at: 5.5,
      says: 'Microsoft 365 gives an advice that no channel needs',
      do() {
        const title = 'Some users may see the former logo';
        const opening = { title, service: 'Microsoft 365 suite', classification: 'advisory' as const };
        logo = m365.show(m365.page.open(opening), { title, impact: 'advisory' });
      },
    },
    {
      at: 6.5,
      says: 'Retool: apps load slowly',
      do() {
        apps = retool.open({ name: 'Apps load slowly', body: 'Apps on Retool Cloud take long to load.' });
      },
    },
    {
      at: 7.5,
      says: 'Azure has found the cause',
      do: () => region.update('A storage unit lost power. We are moving its load.'),
    },
    {
      at: 7.75,
      says: 'Salesforce: one instance is down',
      do() {
        instance = salesforce.show(
          salesforce.page.open({ instances: ['NA224'], body: 'We are investigating a disruption.' }),
          { title: 'Service disruption on NA224', impact: 'major' },
        );
      },
    },
    {
      at: 9,
      says: 'Azure DevOps: Pipelines are degraded too',
      do: () => boards.update({ services: ['Boards', 'Pipelines'] }),
    },
    {
      at: 9.25,
      says: "Slack's status API is as before",
      do: () => slackStatus.mend(),
    },
    {
      at: 9.75,
      says: 'Microsoft 365 posts what it knows',
      do: () =>
        mail.post("Current status: We've found a bad change and are reverting it.", 'restoringService'),
    },
    {
      at: 10.25,
      says: 'Slack plans work, which no channel needs to know',
      do() {
        const title = 'Planned work on the search index';
        planned = slackStatus.show(slackStatus.page.schedule({ title, services: ['Search'] }), {
          title,
          impact: 'maintenance',
        });
      },
    },
    {
      at: 10.75,
      says: 'Retool knows why',
      do: () => apps.update({ status: 'identified', body: 'A cache is cold after a deploy.' }),
    },
    {
      at: 11,
      says: "Salesforce's newer address refuses; there is an older one",
      do: () => salesforce.break(403, { only: /^\/v1\//, inWords: 'at its newer address' }),
    },
    {
      at: 12,
      says: 'Slack: files are not uploaded',
      do() {
        const title = 'Trouble with uploading files';
        uploads = slackStatus.show(
          slackStatus.page.open({ title, services: ['Files'], body: 'Uploads fail for some people.' }),
          { title, impact: 'minor' },
        );
      },
    },
    {
      at: 13,
      says: 'Salesforce writes, where only the older address tells it',
      do: () => instance.update({ body: 'A database node of NA224 is being replaced.' }),
    },
    {
      at: 14.5,
      says: 'Azure has recovered',
      do: () => region.resolve('Starting virtual machines succeeds again in West Europe.'),
    },
    { at: 15.25, says: 'Azure DevOps has recovered in the United States', do: () => boards.resolve() },
    {
      at: 15.75,
      says: 'Retool watches its fix',
      do: () => apps.update({ status: 'monitoring', body: 'Load times are coming down.' }),
    },
    {
      at: 16.5,
      says: 'Slack adds a note',
      do: () => uploads.update({ body: 'We know why and are rolling back.' }),
    },
    {
      at: 17.5,
      says: 'Microsoft 365 checks its fix',
      do: () => mail.post('Current status: The change is reverted; we are watching.', 'verifyingService'),
    },
    {
      at: 19,
      says: 'Azure DevOps has recovered in Europe',
      do: () => europe.resolve(),
    },
    {
      at: 20,
      says: 'Slack adds another note',
      do: () => uploads.update({ body: 'Uploads succeed for most.' }),
    },
    { at: 20.5, says: "Salesforce's newer address answers again", do: () => salesforce.mend() },
    {
      at: 22,
      says: 'Microsoft 365 has recovered',
      do: () => mail.resolve("Final status: We've confirmed that email is sent again."),
    },
    { at: 22.5, says: 'Retool has recovered', do: () => apps.resolve('Apps load as fast as ever.') },
    {
      at: 23.5,
      says: 'Salesforce has recovered: its incident leaves the list',
      do: () => instance.resolve(),
    },
    { at: 24, says: 'Microsoft 365 takes its advice back', do: () => logo.resolve() },
    { at: 25.5, says: 'Slack has recovered', do: () => uploads.resolve('Uploads succeed for everybody.') },
    { at: 26, says: 'Slack has done its planned work', do: () => planned.resolve() },
  ];
}
