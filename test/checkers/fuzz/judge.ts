import { z } from 'zod';
import { instant, presentEvent, type Scene } from '../../../app/announce/present.ts';
import type { TrackedEvent } from '../../../app/events/event.ts';
import { homeModel } from '../../../app/home/model.ts';
import { eventCodec } from '../../../app/store/event-columns.ts';
import { platformCodec } from '../../../app/store/state.ts';
import type { Platform, Report } from '../../../checkers/checker.ts';
import { homeView } from '../../../views/home.ts';
import type { Message } from '../../../views/rich.ts';
import { manualClock } from '../../manual-clock.ts';
import { checkBlocks, tooLong } from '../../standins/slack/blocks.ts';
import type { Json, JsonObject } from '../../standins/slack/json.ts';
import { seeded } from '../../standins/slack/random.ts';
import { buttonLinks, links, pings } from '../../standins/slack/reading.ts';
import { goodView } from '../../standins/slack/view-shape.ts';
import { Workspace } from '../../standins/slack/workspace.ts';

const plain = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed(), 'has half a character')
    .refine((text) => !/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(text), 'has control characters');
const line = (most: number) => plain(most).refine((text) => !/[\r\n]/.test(text), 'is more than one line');
const id = z
  .string()
  .min(1)
  .refine((text) => text.isWellFormed(), 'has half a character');
const instantText = z.iso.datetime({ precision: 3 });
const phase = z.enum(['investigating', 'identified', 'monitoring', 'resolved']);
const update = z.strictObject({ id, phase, text: plain(3000), at: instantText });
const incident = z
  .strictObject({
    id,
    title: line(250).min(1),
    severity: z.enum(['notice', 'minor', 'major', 'critical', 'maintenance']),
    phase,
    affected: z.array(z.strictObject({ id, name: line(300).min(1), group: line(300).min(1).optional() })),
    updates: z.array(update),
    url: z.url(),
    beganAt: instantText,
    publishedAt: instantText,
    endedAt: instantText.optional(),
    listedAt: instantText,
  })
  .refine(({ updates }) => isSorted(updates.map(({ at }) => at)), 'its updates are not oldest first')
  .refine(({ updates }) => isUnique(updates.map((one) => one.id)), 'two updates have one id')
  .refine(({ endedAt, phase }) => endedAt === undefined || phase === 'resolved', 'has an end, and is open');
const report = z.strictObject({
  incidents: z
    .array(incident)
    .refine((all) => isUnique(all.map((one) => one.id)), 'two incidents have one id'),
  list: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('complete') }),
    z.strictObject({ kind: z.literal('recent'), since: instantText.optional() }),
  ]),
  asked: z.array(z.string()),
  unsure: z.array(z.string()),
  remarks: z.array(z.string().max(300)).max(200),
  scope: z.number().int().nonnegative().optional(),
});

/** Throws unless the report is what checker.ts promises. */
export function judgeReport(found: Report): void {
  const judged = report.safeParse(found);
  if (judged.success) return;
  const [issue] = judged.error.issues;
  throw new Error(`An invalid report: ${issue?.message} at ${issue?.path.join('.')}`);
}

/** Throws unless storage would take the event, and give it back as it is. */
export function judgeStored(event: TrackedEvent): void {
  const columns = eventCodec.encode(event);
  let characters = 0;
  for (const [name, value] of Object.entries(columns)) {
    const length = String(value).length;
    if (length > 32_000) throw new Error(`The column ${name} has ${length} characters`);
    characters += name.length + length;
  }
  if (characters * 2 > 1_000_000) throw new Error(`A row of ${characters} characters`);
  const back = eventCodec.decode(columns, eventCodec.key(event));
  if (JSON.stringify(sorted(back)) !== JSON.stringify(sorted(event))) {
    throw new Error('Storage would give back another event');
  }
}

/** Throws unless Slack would take what is shown of the event, ping nobody, and lead nowhere but to `page`. */
export function judgeShown(event: TrackedEvent, scene: Scene): void {
  const wanted = presentEvent(event, scene);
  const all = new Set(wanted.keys);
  const few = new Set(wanted.keys.slice(-1));
  judgeMessage(wanted.root, scene);
  if (all.size === 0) return;
  judgeMessage(wanted.reply(all, few), scene);
  judgeMessage(wanted.reply(few, new Set()), scene);
}

function judgeMessage({ text, blocks }: Message, { platforms }: Scene): void {
  const json = blocks as unknown as JsonObject[];
  refuse(checkBlocks(json as Json[], { surface: 'message', at: '/blocks' }));
  if (tooLong(json as Json[])) throw new Error('Slack would refuse so long a message');
  if (text.trim() === '' || text.length > 3_000)
    throw new Error(`A notification of ${text.length} characters`);
  const workspace = new Workspace(manualClock(), seeded(1));
  const shown = workspace.post(workspace.channel('outages'), {
    text,
    blocks: json,
    // As everything is sent, but that names are not looked for: they should be harmless even so.
    parsing: { links: false, names: true },
  });
  judgeReading(shown, workspace, platforms);
  // Where blocks cannot be shown, the text is: it leads nowhere.
  const bare = { ...shown, blocks: [] };
  if (links(bare).length > 0) throw new Error(`The text links to ${links(bare).join(', ')}`);
}

function judgeReading(
  shown: Parameters<typeof links>[0],
  { notified }: Pick<Workspace, 'notified'>,
  platforms: readonly Platform[],
): void {
  const [ping] = notified;
  if (ping) throw new Error(`${ping.who} is notified by ${ping.how}`);
  const ours = platforms.flatMap(({ page, id }) => [
    new URL(page).origin,
    ...(id === 'azure' ? ['https://app.azure.com'] : []),
  ]);
  for (const link of [...links(shown), ...buttonLinks(shown)]) {
    if (!ours.includes(URL.parse(link)?.origin ?? '')) throw new Error(`It links to ${link}`);
  }
}

/** Throws unless Slack would take a Home with these events, and those incidents elsewhere. */
export function judgeHome(
  events: readonly TrackedEvent[],
  elsewhere: readonly { incident: Report['incidents'][number]; why: string }[],
  scene: Scene,
): void {
  const platform = scene.platforms[0];
  if (!platform) return;
  const brief = elsewhere.slice(0, 20).map(({ incident: { id, title, severity, url, affected }, why }) => ({
    id,
    title,
    severity,
    url,
    why,
    affected: affected.slice(0, 10).map(({ name, group }) => group ?? name),
  }));
  for (const [name, value] of Object.entries(
    platformCodec.encode({ id: platform.id, everListed: true, elsewhere: brief }),
  )) {
    if (String(value).length > 32_000)
      throw new Error(`The column ${name} has ${String(value).length} characters`);
  }
  for (const operator of [true, false]) {
    const view = homeView(
      homeModel(
        {
          scene,
          open: events.filter(({ ending }) => !ending),
          ended: events.filter(({ ending }) => ending),
          readAt: scene.now,
          standings: [{ platform, lastGoodLookAt: scene.now, confirmed: true, elsewhere: brief }],
          mutedUntil: () => undefined,
          status: {
            version: '0.0.0',
            upSeconds: 1,
            leading: true,
            unwatched: false,
            sockets: { live: 2, of: 2 },
            channels: [],
            platforms: [{ name: platform.name, lastGoodLook: instant(new Date(scene.now).toISOString()) }],
            notSetUp: [],
          },
        },
        { operator, operators: 'Ada', page: operator ? 0 : 1_000 },
      ),
    );
    const workspace = new Workspace(manualClock(), seeded(1));
    const taken = goodView(view as unknown as JsonObject, 'home', workspace);
    const blocks = workspace.settleBlocks(taken.blocks as JsonObject[]);
    const shown = { text: '', blocks };
    const notified = pings(shown).map(({ who, how }) => ({ channel: '', ts: '', who, how }));
    judgeReading(shown, { notified }, scene.platforms);
  }
}

function refuse(findings: readonly { text: string; at: string }[]): void {
  const [finding] = findings;
  if (finding) throw new Error(`Slack would refuse a block: ${finding.text} at ${finding.at}`);
}

function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, i) => i === 0 || (texts[i - 1] ?? '') <= text);
}

function isUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

function sorted(event: TrackedEvent): unknown[] {
  return Object.entries(event)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
