import { channel } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

const LEFT = channel('outage-bot:left-hanging');

/** For a stand-in that leaves a request without an answer: says so, that nobody need wait to find out. */
export function leaveHanging(response: ServerResponse): void {
  LEFT.publish(response);
}

/** Hears of each request that is left without an answer in this process; returns what ends it. */
export function onLeftHanging(hear: (response: ServerResponse) => void): () => void {
  const listener = (response: unknown) => hear(response as ServerResponse);
  LEFT.subscribe(listener);
  return () => void LEFT.unsubscribe(listener);
}
