/** How bad an incident is. `maintenance` stands apart from the scale. */
export type Severity = 'notice' | 'minor' | 'major' | 'critical' | 'maintenance';

/** Where an incident is in its life. */
export type Phase = 'investigating' | 'identified' | 'monitoring' | 'resolved';

/** One message of the platform about an incident. Times are ISO 8601 instants in UTC. */
export interface Update {
  /** Stable within the incident; the platform's own where it has one. */
  id: string;
  phase: Phase;
  text: string;
  at: string;
}

/** What an incident affects: a component, service, region or instance. */
export interface Affected {
  id: string;
  name: string;
  /** The container the name is only unique in, such as a cloud region. */
  group?: string;
}

/** What a platform says is wrong, in our words. Texts are plain text of bounded length, never markup. */
export interface Incident {
  /** The platform's own id, as a string. */
  id: string;
  title: string;
  severity: Severity;
  phase: Phase;
  /** Empty: the platform does not say, so it may concern everybody. */
  affected: Affected[];
  /** Oldest first. */
  updates: Update[];
  /** Where people read about it. */
  url: string;
  beganAt: string;
  publishedAt: string;
  /** Only when resolved and the platform says when. */
  endedAt?: string;
  /** The field by which the platform sorts its list. */
  listedAt: string;
}

/** What one look found. */
export interface Report {
  incidents: Incident[];
  /**
   * `complete`: every open incident is on the list. `recent`: a window of history that reaches back to
   * `since` (the `listedAt` of its oldest entry, absent when the list is empty).
   */
  list: { kind: 'complete' } | { kind: 'recent'; since?: string };
  /** Held incidents that were asked for one by one: absent here means as much as on a complete list. */
  asked: string[];
  /** Incident ids whose absence says nothing in this look; `*` for all. */
  unsure: string[];
  /** Words of the source we did not know, for the log. */
  remarks: string[];
  /** How much the source speaks of (components, services), where it says that; far less is suspicious. */
  scope?: number;
}

/** An incident that we hold as open while a look is made. */
export interface HeldIncident {
  id: string;
  beganAt: string;
  listedAt: string;
  severity?: Severity;
  /** Ids of what it affects. */
  affected?: readonly string[];
}

/** An incident of this platform that has ended for us. */
export interface EndedIncident {
  id: string;
  beganAt: string;
  endedAt: string;
}

/** What a checker may see of the world: nothing else. */
export interface World {
  /**
   * Fetches `url` and returns `translate(body)`. An unchanged answer returns the kept translation without
   * parsing, so `translate` must depend on nothing but the body; whoever makes something else of the same body
   * names that by a fragment of `url`. With a `scope`, the request carries a bearer token for it. With `orLast`, what
   * was said there last stands in for an answer that fails, unless there is no such thing any more. Throws CheckError.
   */
  get<T>(
    url: string,
    translate: (body: string) => T,
    options?: { scope?: string; orLast?: boolean },
  ): Promise<T>;
  held: readonly HeldIncident[];
  /** For sources without ids of their own: what ended lately, read from the tables. */
  ended(): Promise<readonly EndedIncident[]>;
  /** Start of the look, ISO. For sources that do not say when something began. */
  lookAt: string;
  /** Since when looks could read only a part, ISO; absent: the last that could be read was whole. */
  partlySince?: string;
  /** Azure subscriptions to ask for; absent: all that the credential can read. */
  subscriptions?: readonly string[];
}

/** One platform: a row of data in checkers/index.ts. */
export interface Platform {
  /** Lower case; also the table's PartitionKey and the argument of /manualcheck. */
  id: string;
  name: string;
  /** Two letters that begin its events' internal IDs. */
  prefix: string;
  /** The status page for people. */
  page: string;
  /** Where the checker asks. */
  address: string;
  list: 'complete' | 'recent';
  /** By what people say which incidents concern them: names of what is affected, or the groups around them. */
  relevantBy: 'name' | 'group';
  /** How bad an outage is where the source does not say, `minor` unless given. */
  severity?: Severity;
  /** The source asks not to be asked more often, whatever is open. */
  atMostEveryMs?: number;
  /** What must be set up before it can be watched. */
  needs?: 'app registration';
  check: Checker;
  /** What people can choose from: names (or groups) as `relevantBy` compares them. Throws CheckError. */
  choices?: Choices;
}

/** Reads a platform's status once and translates it. Throws CheckError when nothing can be said. */
export type Checker = (platform: Platform, world: World) => Promise<Report>;

/** Reads what a platform itself lists: sorted, each name once, and never none. Throws CheckError. */
export type Choices = (platform: Platform, world: Pick<World, 'get' | 'subscriptions'>) => Promise<string[]>;

/**
 * A look that can say nothing. `unreachable`: try again. `rejected`: our credentials or address are wrong.
 * `unreadable`: the source changed its format.
 */
export class CheckError extends Error {
  override readonly name = 'CheckError';
  readonly reason: 'unreachable' | 'rejected' | 'unreadable';
  /** The status of an answer that was refused for it. */
  readonly status: number | undefined;

  constructor(
    reason: CheckError['reason'],
    message: string,
    { status, ...options }: ErrorOptions & { status?: number | undefined } = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.status = status;
  }
}
