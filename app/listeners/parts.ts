import type { WebClient } from '@slack/web-api';
import type { Platform } from '../../checkers/checker.ts';
import type { BotStatus } from '../../views/bot-status.ts';
import type { Scene } from '../announce/present.ts';
import type { ChoiceBook } from '../choices.ts';
import type { Clock } from '../clock.ts';
import type { EventDesk } from '../event-desk.ts';
import type { LookOptions } from '../follower.ts';
import type { Home } from '../home/home.ts';
import type { Log } from '../log.ts';
import type { Looked } from '../look.ts';
import type { Standing } from '../platforms.ts';
import type { RuleBook } from '../rule-book.ts';
import type { Rights } from '../slack/rights.ts';
import type { TestMode } from '../test-mode.ts';
import type { TicketDesk } from '../tickets/desk.ts';

/** What listeners may ask of the rest of the bot. */
export interface Parts {
  clock: Clock;
  log: Log;
  /** For answers to people. */
  client: WebClient;
  platforms: readonly Platform[];
  desk: EventDesk;
  home: Home;
  rights: Rights;
  /** Undefined: Azure DevOps is not set up. */
  tickets: TicketDesk | undefined;
  /** What is shown beside an event, at this moment. */
  scene(): Scene;
  rules: RuleBook;
  choices: ChoiceBook;
  /** How looking at each platform stands, and what is open there without concerning us. */
  standings(): Promise<Standing[]>;
  look(platform: Platform, options?: LookOptions): Promise<Looked>;
  status(): BotStatus;
  testMode: TestMode;
  /** Where its events go, when not where outages are told. */
  testChannel: string | undefined;
}
