import Sequencer from '@jest/test-sequencer';

/** What takes long, the longest first. */
const LONG = ['/test/sandbox/kills.', '/test/journey/', '/test/app/social/'];

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
