import { azureChoices } from './azure-choices.ts';
import { azureDevops } from './azure-devops.ts';
import { azureDevopsChoices } from './azure-devops-choices.ts';
import { azureHealth } from './azure-health.ts';
import type { Platform } from './checker.ts';
import { feed } from './feed.ts';
import { microsoft365 } from './microsoft-365.ts';
import { microsoft365Choices } from './microsoft-365-choices.ts';
import { salesforce } from './salesforce.ts';
import { salesforceChoices } from './salesforce-choices.ts';
import { slackStatus } from './slack-status.ts';
import { slackStatusChoices } from './slack-status-choices.ts';
import { statuspage } from './statuspage.ts';
import { statuspageChoices } from './statuspage-choices.ts';

/** Every platform we watch. One more of a known kind is one more row. */
export const platforms: readonly Platform[] = [
  {
    id: 'azure',
    name: 'Azure',
    prefix: 'AZ',
    page: 'https://azure.status.microsoft/en-us/status',
    address: 'https://management.azure.com',
    list: 'recent',
    relevantBy: 'group',
    needs: 'app registration',
    check: azureHealth,
    choices: azureChoices,
  },
  {
    id: 'azure-devops',
    name: 'Azure DevOps',
    prefix: 'AD',
    page: 'https://status.dev.azure.com',
    address: 'https://status.dev.azure.com/_apis/status/health?api-version=7.2-preview.1',
    list: 'complete',
    relevantBy: 'group',
    atMostEveryMs: 60_000,
    check: azureDevops,
    choices: azureDevopsChoices,
  },
  {
    id: 'github',
    name: 'GitHub',
    prefix: 'GH',
    page: 'https://www.githubstatus.com',
    address: 'https://www.githubstatus.com/api/v2/incidents/unresolved.json',
    list: 'complete',
    relevantBy: 'name',
    check: statuspage,
    choices: statuspageChoices,
  },
  {
    id: 'm365',
    name: 'Microsoft 365',
    prefix: 'MS',
    page: 'https://admin.microsoft.com/Adminportal/Home#/servicehealth',
    address:
      'https://graph.microsoft.com/v1.0/admin/serviceAnnouncement/issues?$filter=isResolved%20eq%20false',
    list: 'complete',
    relevantBy: 'name',
    needs: 'app registration',
    check: microsoft365,
    choices: microsoft365Choices,
  },
  {
    id: 'retool',
    name: 'Retool',
    prefix: 'RT',
    page: 'https://status.retool.com',
    address: 'https://status.retool.com/history.rss',
    list: 'recent',
    relevantBy: 'name',
    // Without `choices`: the feed names no parts, so nothing that people chose would ever match.
    check: feed,
  },
  {
    id: 'salesforce',
    name: 'Salesforce',
    prefix: 'SA',
    page: 'https://status.salesforce.com',
    address: 'https://api.status.salesforce.com/v1/incidents/active',
    list: 'complete',
    relevantBy: 'name',
    check: salesforce,
    choices: salesforceChoices,
  },
  {
    id: 'slack',
    name: 'Slack',
    prefix: 'SL',
    page: 'https://slack-status.com',
    address: 'https://slack-status.com/api/v2.0.0/current',
    list: 'complete',
    relevantBy: 'name',
    atMostEveryMs: 60_000,
    check: slackStatus,
    choices: slackStatusChoices,
  },
  {
    id: 'snowflake',
    name: 'Snowflake',
    prefix: 'SF',
    page: 'https://status.snowflake.com',
    address: 'https://status.snowflake.com/api/v2/incidents.json',
    list: 'recent',
    relevantBy: 'group',
    check: statuspage,
    choices: statuspageChoices,
  },
];
