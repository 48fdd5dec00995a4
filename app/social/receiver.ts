import { type Clock, sleep } from '../clock.ts';
import type { SocialConfig } from '../config.ts';
import type { Webhook } from '../http/deliveries.ts';
import type { Log } from '../log.ts';
import { readDelivery } from './deliveries.ts';
import type { SeenIncident } from './record.ts';
import type { Senders } from './senders.ts';

/** What a genuine delivery of an incident of ours is worth. */
export interface Announced {
  incident: SeenIncident;
  update: string;
}

/** A delivery is answered within 30 s, or it counts as failed; storage may take a part of that. */
const STORED_MS = 5_000;

/** Tells genuine deliveries for us from all others. `taken` resolves when what is to be kept is kept. */
export function createReceiver({
  senders,
  config,
  clock,
  log,
  taken,
  counted,
}: {
  senders: Senders;
  config: Pick<SocialConfig, 'pageId' | 'pageUrl'>;
  clock: Clock;
  log: Log;
  taken(announced: Announced): Promise<void>;
  /** Each result, for the numbers. */
  counted(result: string): void;
}): Webhook {
  return {
    async admits(request) {
      const genuine = await senders.admits(request);
      if (!genuine) counted('stranger');
      return genuine;
    },
    async receive(body) {
      const delivery = readDelivery(body, { id: config.pageId, url: config.pageUrl }, clock.now());
      if ('ignored' in delivery) {
        counted('ignored');
        log.info({ why: delivery.ignored }, 'A Statuspage delivery is not for us');
        return;
      }
      counted('taken');
      const { incident, announced: update } = delivery;
      log.info({ incident: incident.id, update }, 'Our own Statuspage announces an update');
      const enough = new AbortController();
      await Promise.race([taken({ incident, update }), sleep(clock, STORED_MS, enough.signal)]);
      enough.abort();
    },
    refused(why) {
      counted(why);
      log.info({ why }, 'A Statuspage delivery cannot be read');
    },
  };
}
