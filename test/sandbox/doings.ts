import { z } from 'zod';
import type { InteractionResult, Place } from '../standins/slack/index.ts';
import type { AppManifest } from './app-manifest.ts';
import type { Player } from './people.ts';
import { type SlackbotLine, typeLine } from './typing.ts';
import type { World } from './world.ts';

/** Everything that somebody can do on the page, by name; each answers with what the page is to tell them. */
export type Doings = Readonly<Record<string, (asked: unknown) => Promise<Done>>>;

/** What came of it. */
export interface Done {
  /** What Slack tells the person when it went wrong. */
  error?: string;
  /** What an external select offers. */
  options?: object[];
}

const answer = z.union([z.string(), z.number(), z.array(z.string()), z.null()]);
const message = z.object({ channel: z.string(), ts: z.string() });
/** A message, or the view with this id: a modal or somebody's Home. */
const where = z.union([message, z.object({ view: z.string() })]);
const field = { where, actionId: z.string(), blockId: z.string() };

/** What people can do; `said` hears what Slack itself answers to a command. */
export function doings(
  world: Pick<World, 'slack' | 'clock'>,
  {
    players,
    manifest,
    said,
  }: { players: readonly Player[]; manifest: AppManifest; said(line: SlackbotLine): void },
): Doings {
  const { slack } = world;
  const who = z.enum(players.map(({ id }) => id));

  return {
    type: doing(
      z.object({ who, channel: z.string(), text: z.string(), thread: z.string().optional() }),
      async (typed) => {
        const line = await typeLine(world, manifest, typed);
        if (line) said(line);
        return {};
      },
    ),
    home: doing(z.object({ who }), async (asked) => {
      const { acked } = await slack.openHome(asked.who);
      return acked ? {} : { error: `${manifest.name} did not hear that its Home was opened` };
    }),
    press: doing(z.object({ who, ...field, value: answer.optional() }), async (asked) => {
      const { actionId, blockId, value } = asked;
      return told(
        await slack.click(asked.who, place(asked.who, asked.where), {
          actionId,
          blockId,
          ...(value !== undefined && { value }),
        }),
      );
    }),
    suggest: doing(z.object({ who, ...field, query: z.string() }), async (asked) => {
      const found = await slack.type(asked.who, asked.actionId, asked.query, place(asked.who, asked.where));
      return { ...told(found), options: found.options };
    }),
    fill: doing(z.object({ who, view: z.string(), answers: z.record(z.string(), answer) }), async (asked) => {
      const seen = place(asked.who, { view: asked.view });
      await slack.fill(asked.who, asked.answers, seen === 'home' ? 'home' : 'modal');
      return {};
    }),
    submit: doing(z.object({ who, view: z.string() }), async (asked) => {
      place(asked.who, asked);
      const result = await slack.submit(asked.who);
      // What is wrong with a form that is still there stands in the form.
      return slack.modal(asked.who) ? {} : told(result);
    }),
    cancel: doing(z.object({ who, view: z.string(), all: z.boolean().optional() }), async (asked) => {
      place(asked.who, asked);
      return told(await slack.cancel(asked.who, { all: asked.all ?? false }));
    }),
    shortcut: doing(z.object({ who, where: message, callbackId: z.string() }), async (asked) => {
      const found = slack.workspace.channels.get(asked.where.channel)?.find(asked.where.ts);
      if (!found) throw new Error('This message was deleted');
      return told(await slack.messageShortcut(asked.who, found, asked.callbackId));
    }),
  };

  /** What the page means; throws when the person does not have it before them any more. */
  function place(person: string, meant: z.infer<typeof where>): Place {
    if ('view' in meant) {
      if (slack.home(person)?.id === meant.view) return 'home';
      if (slack.modal(person)?.id === meant.view) return 'modal';
      throw new Error('This window has closed meanwhile');
    }
    const { channel, ts } = meant;
    const shown = slack.ephemerals(person, channel).find((one) => one.ts === ts);
    const found = shown ?? slack.workspace.channels.get(channel)?.find(ts);
    if (!found) throw new Error('This message was deleted');
    return found;
  }
}

/** Takes only what the page sends; what cannot be done is told to the person. */
function doing<T>(shape: z.ZodType<T>, act: (asked: T) => Promise<Done>): (asked: unknown) => Promise<Done> {
  return async (asked) => {
    const read = shape.safeParse(asked);
    if (!read.success)
      return { error: `The page asked for something strange: ${z.prettifyError(read.error)}` };
    try {
      return await act(read.data);
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

function told({ error }: InteractionResult): Done {
  return error === undefined ? {} : { error };
}
