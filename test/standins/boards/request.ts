import type { BoardItem, Rules } from './items.ts';

/** A request for the API, below the organisation. */
export interface Asked {
  method: string;
  /** Decoded, such as `['Outages', '_apis', 'wit', 'workItems', '$Bug']`. */
  parts: string[];
  query: URLSearchParams;
  accept: string;
  contentType: string;
  body: unknown;
}

/** The state of the stand-in. */
export interface Board {
  orgUrl: string;
  rules: Rules;
  items: BoardItem[];
  /** It can do no more than make work items, and its answers say no more than they must. */
  bare: boolean;
}

/** A list as Azure DevOps wraps it. */
export function listed(value: readonly unknown[]) {
  return { count: value.length, value };
}
