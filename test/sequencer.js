import Sequencer from '@jest/test-sequencer';

/**
 * What takes long, the longest first. That mostly waits: beside it is the place for what is in a hurry, as Slack gives
 * a press three seconds, and for what brings many processes along.
 */
const LONG = [
  '/test/sandbox/kills.',
  '/test/sandbox/presses.',
  '/test/sandbox/',
  '/test/chaos/chaos.',
  '/test/journey/',
  '/test/app/social/',
];

/** Starts with what takes long, on a machine as well that has no timings yet: what is begun last is waited for alone. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONG.findIndex((part) => path.includes(part));
      return index < 0 ? LONG.length : index;
    };
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
