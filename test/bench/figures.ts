import { beginning } from './beginning.ts';
import { commands } from './commands.ts';
import { deliveries } from './deliveries.ts';
import type { Figure } from './figure.ts';
import { holding } from './holding.ts';
import { homes } from './homes.ts';
import { changed, flat, sameBody, unchanged } from './looks.ts';
import { memory } from './memory.ts';
import { fewPages, manyPages, pages } from './paced.ts';
import { quiet } from './quiet.ts';
import { telling } from './telling.ts';

/** Everything that is measured, in the order of the table. What stands together is measured at the same time. */
export const figures: readonly (readonly Figure[])[] = [
  [unchanged],
  [sameBody],
  [changed],
  [flat],
  [pages],
  // Memory is only weighed, and these bots do next to nothing meanwhile.
  [manyPages, memory, fewPages],
  [beginning],
  [commands],
  [homes],
  [telling],
  [deliveries],
  // These only count and weigh, whatever else the machine does.
  [quiet, holding],
];
