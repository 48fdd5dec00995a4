import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Affected, Incident, Phase, Severity, Update } from './checker.ts';
import { compare, instant, meaning, textId, word } from './foreign.ts';
import { nextLink, type Page } from './pages.ts';
import { cut, plainLine, plainText } from './text.ts';

// What is badly formed in its reach is as good as none: it may concern all.
const flag = z.boolean().nullish().catch(undefined);
const post = z.object({
  createdDateTime: word,
  description: z.object({ content: word }).nullish().catch(undefined),
});
const issue = z.object({
  id: textId,
  title: word,
  impactDescription: word,
  classification: word,
  status: word,
  isResolved: flag,
  highImpact: flag,
  service: word,
  details: z
    .array(z.object({ name: word, value: word }))
    .nullish()
    .catch(undefined),
  startDateTime: word,
  endDateTime: word,
  lastModifiedDateTime: word,
  posts: z.array(post).nullish(),
});
const answer = z.object({ value: z.array(issue), '@odata.nextLink': nextLink });

/** An issue as Graph gives it. */
export type Issue = z.infer<typeof issue>;

// The documentation writes its enums in PascalCase, life in camelCase.
const PHASES: Readonly<Record<string, Phase>> = {
  investigating: 'investigating',
  reported: 'investigating',
  investigationsuspended: 'investigating',
  confirmed: 'identified',
  servicedegradation: 'identified',
  serviceinterruption: 'identified',
  restoringservice: 'identified',
  extendedrecovery: 'monitoring',
  verifyingservice: 'monitoring',
  mitigated: 'monitoring',
  mitigatedexternal: 'monitoring',
  serviceoperational: 'resolved',
  servicerestored: 'resolved',
  postincidentreviewpublished: 'resolved',
  falsepositive: 'resolved',
  resolved: 'resolved',
  resolvedexternal: 'resolved',
};
const IS_ADVISORY: Readonly<Record<string, boolean>> = { advisory: true, incident: false };

/** Lines run together where their breaks were lost: "... access FormsUser Impact: ...". */
const GLUED =
  /(?<=[^\s>])(?:User impact|More info|Current status|Final status|Scope of impact|(?:Preliminary )?Root cause|Next update(?: by)?|Next steps|(?:Incident |Estimated )?(?:Start|End) time|Estimated time to resolve):/gi;

/** Translates a page of issues. */
export function readIssues(body: string): Page<Issue> {
  const { value, '@odata.nextLink': next } = answer.parse(JSON.parse(body));
  return { items: value, next };
}

/** Translates one issue that was asked for by its id. */
export function readIssue(body: string): Issue {
  return issue.parse(JSON.parse(body));
}

/** An issue in our words. */
export function incidentOf(
  raw: Issue,
  { page, lookAt, remarks }: { page: string; lookAt: string; remarks: Set<string> },
): Incident {
  const phase = phaseOf(raw, remarks);
  const began = instant(raw.startDateTime);
  const fallback = began ?? instant(raw.lastModifiedDateTime) ?? lookAt;
  const updates = updatesOf(raw, { phase, fallback });
  const beganAt = began ?? updates[0]?.at ?? fallback;
  const publishedAt = updates[0]?.at ?? beganAt;
  // It may be set while the issue is open; the last change is no substitute, for reviews follow for weeks.
  const endedAt = phase === 'resolved' ? (instant(raw.endDateTime) ?? updates.at(-1)?.at) : undefined;
  return {
    id: raw.id,
    title: plainLine(raw.title || raw.impactDescription || '') || 'Issue without a title',
    severity: severityOf(raw, remarks),
    phase,
    affected: affectedBy(raw),
    updates,
    url: `${page}/:/alerts/${encodeURIComponent(raw.id.toWellFormed())}`,
    beganAt,
    publishedAt,
    ...(endedAt && { endedAt }),
    listedAt: publishedAt,
  };
}

function phaseOf({ status, isResolved }: Issue, remarks: Set<string>): Phase {
  if (isResolved) return 'resolved';
  const phase = meaning(PHASES, status ?? '');
  if (!phase) remarks.add(`unknown status "${cut(status ?? '', 50)}"`);
  return phase ?? 'investigating';
}

/** By what does not change while the issue lives: a severity that followed the status would ping twice for each. */
function severityOf({ classification, highImpact }: Issue, remarks: Set<string>): Severity {
  const advisory = classification == null ? false : meaning(IS_ADVISORY, classification);
  if (advisory === undefined) remarks.add(`unknown classification "${cut(classification ?? '', 50)}"`);
  if (advisory) return 'notice';
  return highImpact ? 'critical' : 'major';
}

function affectedBy({ service, details }: Issue): Affected[] {
  const children = details?.find(({ name }) => name?.toLowerCase() === 'affectedchildworkloads')?.value;
  const names = [service ?? '', ...(children ?? '').split(',')].map((name) => plainLine(name));
  const byKey = new Map<string, Affected>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (key && !byKey.has(key)) byKey.set(key, { id: name, name });
  }
  return [...byKey.values()];
}

/** Posts have no ids but their times. One that only repeats an earlier one is no news. */
function updatesOf({ posts }: Issue, { phase, fallback }: { phase: Phase; fallback: string }): Update[] {
  const said = (posts ?? [])
    .map(({ createdDateTime, description }) => {
      const text = plainText((description?.content ?? '').replace(GLUED, '\n$&'));
      const at = instant(createdDateTime);
      return { id: at ?? `undated ${hash(text)}`, text, at: at ?? fallback };
    })
    .sort((a, b) => compare(a.at, b.at));
  const texts = new Set<string>();
  const times = new Map<string, number>();
  const news = said.filter(({ text }) => text && !texts.has(text) && texts.add(text));
  return news.map(({ id, text, at }, i) => {
    const before = times.get(id) ?? 0;
    times.set(id, before + 1);
    return {
      id: before === 0 ? id : `${id} ${before + 1}`,
      // Only what holds now is known, and the newest post is about that.
      phase: i === news.length - 1 ? phase : 'investigating',
      text,
      at,
    };
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
