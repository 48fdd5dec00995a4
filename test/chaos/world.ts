import { speedNow } from '../sandbox/fast-clock.ts';
import { startWorld, type World } from '../sandbox/world.ts';
import { type AtlassianRanges, startAtlassianRanges } from '../standins/atlassian-ranges.ts';
import type { Azurite } from '../standins/azurite.ts';
import { type Statuspage, startStatuspage } from '../standins/platforms/statuspage.ts';
import { type SendgridStandin, startSendgrid } from '../standins/sendgrid/index.ts';
import { startX, type XStandin } from '../standins/x/index.ts';
import { OPERATORS, PEOPLE } from './people.ts';
import type { Pages } from './sources.ts';

/** Everything that the bot can have to do with, and nothing of it real. */
export interface ChaosWorld extends World {
  pages: Pages;
  /** Our own Statuspage, the account on X, and where Atlassian sends from. */
  own: Statuspage;
  x: XStandin;
  ranges: AtlassianRanges;
  sendgrid: SendgridStandin;
  /** Settings and places of the outside world beside those of every world. */
  env: Readonly<Record<string, string>>;
  hosts: Readonly<Record<string, string>>;
}

/** How many times faster than the machine's clock a day passes on a machine that has nothing else to do. */
const SPEED = { most: 60, least: 15 };
/** Who is mailed. */
export const MAILED = ['ada@example.com', 'bert@example.com'];
/** Of our own Statuspage. */
export const OWN_PAGE = 'jb7j80lkgqvb';
/** An address from which Statuspage sends, as a proxy before the bot hands it on. */
export const GENUINE = { 'x-forwarded-for': '104.192.136.7:51234' };

export const SENDER = 'outages@example.com';
const MAIL_KEY = 'SG.made-up-for-chaos';
const KEYS = {
  consumerKey: 'made-up.consumer.Key',
  consumerSecret: 'made-up.consumer.Secret',
  accessToken: '2244994945-made-up.access.Token',
  accessTokenSecret: 'made-up.access.Token.Secret',
};

/** Starts a world of its own for one day, with tables of its own. */
export async function startChaosWorld(tables: Azurite, epoch: number): Promise<ChaosWorld> {
  const world = await startWorld({ speed: speedNow(SPEED), epoch, tables });
  const { clock, slack } = world;
  const [own, x, ranges, sendgrid] = await Promise.all([
    startStatuspage({ clock, pageId: OWN_PAGE, name: 'Contoso' }),
    startX({ clock, keys: KEYS }),
    startAtlassianRanges({ clock }),
    startSendgrid({ key: MAIL_KEY, sender: SENDER, clock }),
  ]);
  const ids = new Map(PEOPLE.map((name) => [name, slack.user(name).id]));

  return {
    ...world,
    own,
    x,
    ranges,
    sendgrid,
    pages: {
      azure: world.azure.page,
      'azure-devops': world.azureDevops.page,
      github: world.github.page,
      m365: world.m365.page,
      retool: world.retool.page,
      salesforce: world.salesforce.page,
      slack: world.slackStatus.page,
      snowflake: world.snowflake.page,
    },
    hosts: {
      [`https://${OWN_PAGE}.statuspage.io`]: own.origin,
      'https://api.x.com': x.origin,
      'https://ip-ranges.atlassian.com': ranges.origin,
      'https://api.sendgrid.com': sendgrid.origin,
    },
    env: {
      SLACK_OPERATORS: OPERATORS.map((name) => ids.get(name)).join(','),
      ADO_GEOGRAPHIES: '*',
      SENDGRID_API_KEY: MAIL_KEY,
      SENDGRID_SENDER_EMAIL: SENDER,
      ESCALATE_EMAILS: MAILED.join(','),
      STATUSPAGE_PAGE_ID: OWN_PAGE,
      TWITTER_CONSUMER_KEY: KEYS.consumerKey,
      TWITTER_CONSUMER_SECRET: KEYS.consumerSecret,
      TWITTER_ACCESS_TOKEN: KEYS.accessToken,
      TWITTER_ACCESS_TOKEN_SECRET: KEYS.accessTokenSecret,
      TRUST_PROXY_HOPS: '1',
    },
    secrets: [...world.secrets, MAIL_KEY, ...Object.values(KEYS)],
    async close() {
      await world.close();
      await Promise.all([own, x, ranges, sendgrid].map((one) => one.close()));
    },
  };
}
