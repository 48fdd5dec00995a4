import type { Lookup } from '../../checkers/addresses.ts';

/** Every name is 127.0.0.1. */
export const loopback: Lookup = (_hostname, _options, callback) => {
  process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);
};
