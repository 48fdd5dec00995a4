import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps requests out of the old part of the heap, once all is read. V8 makes what has often survived there at once:
 * parts of requests too, which live for milliseconds but keep the rest, 32 KB a look, until all of it is searched.
 */
export function thrifty(): void {
  // Now, for whoever is killed later, and because what is compiled under one set of flags is of no use under another.
  flushCompileCache();
  setFlagsFromString('--no-allocation-site-pretenuring');
}
