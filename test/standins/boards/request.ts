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
}

/** A list as Azure DevOps wraps it. */
export function listed(value: readonly unknown[]) {
  return { count: value.length, value };
}
