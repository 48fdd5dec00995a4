import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { outcome } from './outcome.ts';

/** A direct message to one person, where nothing else is left to answer in. `text` is our markup. Never rejects. */
export async function direct(
  { client, log }: { client: WebClient; log: Log },
  user: string,
  text: string,
): Promise<void> {
  await client.chat
    .postMessage({
      channel: user,
      text,
      link_names: false,
      parse: 'none',
      unfurl_links: false,
      unfurl_media: false,
    })
    .catch((error: unknown) => log.warn({ failure: outcome(error) }, 'A person could not be told'));
}
