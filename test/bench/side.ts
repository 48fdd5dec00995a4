import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { NODE_FLAGS, START_ENV } from '../node-flags.ts';
import { endsWithUs } from './ending.ts';
import type { Question, Reply } from './serve.ts';

/** A measured process: ours, or the bare limit beside it. */
export interface Side {
  pid: number;
  /** Has one of its tasks done. `cpuMs` was used from the question to the answer, `usedMs` since it began. */
  ask<T>(task: string, argument?: unknown): Promise<{ value: T } & Pick<Reply, 'cpuMs' | 'usedMs'>>;
  stop(): Promise<void>;
}

/** What a process needs of its surroundings; nothing else, so that no real credential gets in. */
const HANDED_ON = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'BENCH_PROFILE'];
const KEPT = 4_000;
/** A long profile takes its time to be written. */
const PATIENCE_MS = process.env.BENCH_PROFILE === undefined ? 5_000 : 60_000;

/** Starts a program of this folder, which serves its tasks. */
export async function startSide(
  program: string,
  { argument, env = {} }: { argument?: unknown; env?: Record<string, string> } = {},
): Promise<Side> {
  const handed = HANDED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const isOurs = program.startsWith('our-');
  const child = fork(
    fileURLToPath(new URL(program, import.meta.url)),
    argument === undefined ? [] : [JSON.stringify(argument)],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...(isOurs && START_ENV), ...Object.fromEntries(handed), ...env },
      execArgv: [
        ...(isOurs ? NODE_FLAGS : []),
        '--disable-warning=ExperimentalWarning',
        ...profiling(program),
      ],
    },
  );
  const waiting = new Map<number, (reply: Reply) => void>();
  let questions = 0;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-KEPT);
    });
  }
  const forget = endsWithUs(child.pid);
  child.once('exit', (code, signal) => {
    forget();
    const error = `${program} has ended (${signal ?? code}): ${said}`;
    for (const [id, settle] of waiting) settle({ id, error, cpuMs: 0, usedMs: 0 });
  });

  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  child.once('exit', () => reject(new Error(`${program} has ended: ${said}`)));
  child.on('error', reject);
  child.on('message', (message: 'ready' | Reply) => {
    if (message === 'ready') return resolve();
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  await ready;

  return {
    pid: child.pid ?? 0,
    async ask<T>(task: string, asked?: unknown) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${program} has ended: ${said}`);
      questions += 1;
      const question: Question = { id: questions, task, argument: asked };
      const reply = await new Promise<Reply>((settle) => {
        waiting.set(question.id, settle);
        child.send(question);
      });
      if (reply.error !== undefined) throw new Error(reply.error);
      return { value: reply.value as T, cpuMs: reply.cpuMs, usedMs: reply.usedMs };
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      // It ends by itself, so that a profile is written; whoever does not is made to.
      if (child.connected) child.disconnect();
      const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await exited;
      clearTimeout(impatient);
    },
  };
}

/** With BENCH_PROFILE=folder, each measured process leaves a CPU profile there. */
function profiling(program: string): string[] {
  const folder = process.env.BENCH_PROFILE;
  if (folder === undefined) return [];
  const name = program.replaceAll(/\W+/g, '-');
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`];
}

/** Resident memory of a process now, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
