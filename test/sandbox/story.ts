import { otherScenes } from './other-scenes.ts';
import type { Scene, Stages } from './scene.ts';
import { HOSTILE_TITLE, statuspageScenes } from './statuspage-scenes.ts';

/** An outage of the story as its announcement must stand when all is over. */
export interface ExpectedOutage {
  platform: string;
  /** The title that it has in the end. */
  title: string;
  /** How the first line of its root reads. */
  end: RegExp;
  /** What its thread shows in the channel too, in this order: no change is told that was none. */
  loud: readonly RegExp[];
  /** How many updates of the platform its thread holds, each once. */
  updates: number;
}

const RESOLVED = /^✅ Resolved after \d+ (s|min) \(was \w+\) · /;
const GONE = /^✅ Resolved after \d+ min, no longer listed \(was \w+\) · /;
const WITHDRAWN = /^⚪ Withdrawn by the platform after \d+ min \(was \w+\) · /;

/** When the last scene is over, in minutes. */
export const STORY_MINUTES = 30;

/** What must be true when the story is over: one root for each of these in the channel and no other. */
export const expectedOutages: readonly ExpectedOutage[] = [
  {
    platform: 'GitHub',
    title: 'Workflow runs start late',
    end: RESOLVED,
    loud: [/Worse: minor → major/, /Resolved after/],
    updates: 5,
  },
  {
    platform: 'Snowflake',
    title: 'Queries fail in AWS US West (Oregon)',
    end: RESOLVED,
    loud: [/Resolved after/, /Open again/, /Resolved after/],
    updates: 6,
  },
  {
    platform: 'Snowflake',
    title: 'Elevated Snowpipe latency',
    end: WITHDRAWN,
    loud: [/Withdrawn by the platform/],
    updates: 1,
  },
  {
    platform: 'GitHub',
    title: 'Some code search results are missing',
    end: GONE,
    loud: [/no longer listed/],
    updates: 1,
  },
  {
    platform: 'GitHub',
    title: 'Webhooks and GitHub Apps are slow',
    end: RESOLVED,
    loud: [/Resolved after/],
    updates: 5,
  },
  { platform: 'Snowflake', title: HOSTILE_TITLE, end: RESOLVED, loud: [/Resolved after/], updates: 3 },
  {
    platform: 'Azure',
    title: 'Virtual machines in West Europe fail to start',
    end: RESOLVED,
    loud: [/Resolved after/],
    updates: 3,
  },
  {
    platform: 'Azure DevOps',
    title: 'United States: Boards and Pipelines degraded',
    end: GONE,
    loud: [/no longer listed/],
    // The source has words about services and none about what is done.
    updates: 0,
  },
  {
    platform: 'Microsoft 365',
    title: "Some users can't send email in Exchange Online",
    end: RESOLVED,
    loud: [/Resolved after/],
    updates: 4,
  },
  { platform: 'Retool', title: 'Apps load slowly', end: RESOLVED, loud: [/Resolved after/], updates: 4 },
  {
    platform: 'Salesforce',
    title: 'Service disruption: Core Service (NA224)',
    // Its last words go with it when it leaves the list.
    end: GONE,
    loud: [/no longer listed/],
    updates: 2,
  },
  {
    platform: 'Slack',
    title: 'Trouble with uploading files',
    end: RESOLVED,
    loud: [/Resolved after/],
    updates: 4,
  },
  // Over before it was ever seen: its only message is born in its end state.
  { platform: 'Snowflake', title: 'Snowsight did not load', end: RESOLVED, loud: [], updates: 2 },
];

/** Words that no channel must see, and whether an event is kept of what they are about. */
export const untold: readonly { words: string; kept: boolean }[] = [
  // Our geography is the other one.
  { words: 'Europe: Repos', kept: false },
  { words: 'Some users may see the former logo', kept: true },
  { words: 'Planned work on the search index', kept: true },
];

/** The notices that operators must have had, oldest first, and that must be over. */
export const expectedNotices: readonly RegExp[] = [
  /^✅ Over after \d+ min: Cannot tell how Slack is\. .* format changed/,
  /^✅ Over after \d+ min: Cannot tell how GitHub is\. /,
];

/** Half an hour on eight platforms. It begins calm, and is calm again in the end. */
export function story(stages: Stages): Scene[] {
  return [...statuspageScenes(stages), ...otherScenes(stages)].sort((a, b) => a.at - b.at);
}
