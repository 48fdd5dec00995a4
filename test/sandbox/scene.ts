import type { World } from './world.ts';

/** Something that happens on a status page. */
export interface Scene {
  /** Minutes of story time. */
  at: number;
  /** What happens, for those who watch. */
  says: string;
  do(): void;
}

/** What the story plays on. */
export type Stages = Pick<
  World,
  | 'azure'
  | 'azureDevops'
  | 'github'
  | 'm365'
  | 'retool'
  | 'salesforce'
  | 'slackStatus'
  | 'snowflake'
  | 'clock'
>;
