import { AsyncLocalStorage } from 'node:async_hooks';
import { type IncomingMessage, Agent as PlainAgent, type RequestOptions } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { gunzipSync } from 'node:zlib';
import type { WorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import { whereabouts } from '../../checkers/http.ts';
import { waitMs } from '../../checkers/waits.ts';
import { type Clock, deadline } from '../clock.ts';
import type { AdoConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { answerFailure, BoardsError, networkFailure, notOffered, strange } from './failures.ts';

const MAX_BODY = 20_000_000;
const MAX_SOCKETS = 4;

/** Reads that Azure DevOps takes by POST. */
const ASKS_BY_POST = /\/_apis\/wit\/(?:wiql|workitemsbatch)(?:\?|$)/i;

export interface WireOptions {
  ado: Pick<AdoConfig, 'orgUrl' | 'project' | 'pat'>;
  /** Where an origin really lives, for stand-ins; empty in production. */
  hosts: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
  /** For how long one call may take, all its requests together, unless it says otherwise. */
  limitMs: number;
}

/** The way to Azure DevOps. */
export interface Wire {
  /** Where it really lives. */
  base: string;
  /** One call of several requests, bounded in time. Fails as a BoardsError. */
  call<T>(work: (api: WorkItemTrackingApi) => Promise<T>, limitMs?: number): Promise<T>;
}

interface Call {
  signal: AbortSignal;
  agent: PlainAgent;
  limitMs: number;
  /** How many have come. */
  answers: number;
  /** Something has been changed by it. */
  wrote: boolean;
}

type Client = WorkItemTrackingApi['rest']['client'];

/** Opens the library, which is heavy, at the first call, and listens to what really comes over the wire. */
export function createWire({ ado, hosts, clock, log, limitMs }: WireOptions): Wire {
  const { orgUrl, project, pat } = ado;
  const base = whereabouts(new URL(orgUrl), hosts);
  const calls = new AsyncLocalStorage<Call>();
  const authorization = `Basic ${Buffer.from(`:${pat}`).toString('base64')}`;
  let opening: Promise<WorkItemTrackingApi> | undefined;

  async function open(): Promise<WorkItemTrackingApi> {
    const { WorkItemTrackingApi } = await import('azure-devops-node-api/WorkItemTrackingApi.js');
    // Not by way of WebApi: that one asks the server where its parts live, and follows it anywhere.
    const api = new WorkItemTrackingApi(
      base.href,
      [{ prepareRequest, canHandleAuthentication: () => false, handleAuthentication: () => neverHandled() }],
      // An empty address keeps it from the proxies that the environment names.
      { allowRedirects: false, allowRetries: false, proxy: { proxyUrl: '' } },
      'OutageBot',
    );
    const { vsoClient } = api;
    const locate = vsoClient.beginGetLocation.bind(vsoClient);
    vsoClient.beginGetLocation = async (area, id) => {
      const location = await locate(area, id);
      if (!location) throw notOffered({ orgUrl });
      return location;
    };
    const { client } = api.rest;
    const send = client.request.bind(client);
    client.request = (verb, url, data, headers) =>
      exchange({ verb, url }, () => send(verb, url, data, { ...headers }));
    return api;
  }

  function prepareRequest(options: RequestOptions): void {
    const { signal, agent } = current();
    Object.assign(options, { signal, agent });
    options.headers = {
      ...(options.headers as Record<string, string>),
      authorization,
      'accept-encoding': 'identity',
      // Asks for 401 in place of a page to sign in on.
      'x-tfs-fedauthredirect': 'Suppress',
    };
  }

  async function exchange(
    { verb, url }: { verb: string; url: string },
    send: () => ReturnType<Client['request']>,
  ): ReturnType<Client['request']> {
    const writes = (verb === 'POST' && !ASKS_BY_POST.test(url)) || verb === 'PATCH';
    try {
      return await attempt(writes, send);
    } catch (error) {
      if (writes || current().signal.aborted || !isPassing(error)) throw error;
      log.debug(
        { verb, path: new URL(url).pathname, reason: error.message },
        'Asking Azure DevOps once more',
      );
      return attempt(writes, send);
    }
  }

  /** The library takes a broken answer for an empty one, so the whole of it is read here. */
  async function attempt(
    writes: boolean,
    send: () => ReturnType<Client['request']>,
  ): ReturnType<Client['request']> {
    const asked = { orgUrl, project, pat, writes };
    const call = current();
    // Too late even to begin: nothing is asked for, so nothing is in doubt.
    if (call.signal.aborted) throw networkFailure(call.signal.reason, { ...asked, writes: false }, call);
    const { message, body } = await receive(send).catch((error: unknown) => {
      if (error instanceof BoardsError) throw error;
      throw networkFailure(error, asked, call.signal.aborted ? call : undefined);
    });
    call.answers += 1;
    const { statusCode: status = 0, headers } = message;
    const heard = { status, body, waitMs: waitMs(headers['retry-after'], clock.now()) };
    const failure = answerFailure(heard, asked);
    if (failure) throw failure;
    call.wrote ||= writes;
    return { message, readBody: async () => body };
  }

  function current(): Call {
    const call = calls.getStore();
    if (!call) throw new Error('Azure DevOps is asked outside of a call');
    return call;
  }

  return {
    base: base.href.replace(/\/$/, ''),
    async call(work, ownLimitMs = limitMs) {
      const limit = deadline(clock, ownLimitMs, () => new Error('Too slow'));
      const Agent = base.protocol === 'https:' ? SecureAgent : PlainAgent;
      // Connections live no longer than the call: an old one that breaks would leave a write in doubt.
      const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
      const call: Call = { signal: limit.signal, agent, limitMs: ownLimitMs, answers: 0, wrote: false };
      try {
        opening ??= open();
        const api = await opening;
        return await calls.run(call, () => work(api));
      } catch (error) {
        if (error instanceof BoardsError) throw error;
        log.warn({ error }, 'Azure DevOps answered in an unknown way');
        throw strange({ writes: call.wrote }, { cause: error });
      } finally {
        limit.clear();
        agent.destroy();
      }
    },
  };
}

async function receive(send: () => ReturnType<Client['request']>) {
  const { message } = await send();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('An endless answer');
  }
  return { message, body: textOf(Buffer.concat(chunks), message) };
}

function textOf(bytes: Buffer, { headers }: IncomingMessage): string {
  const zipped = /\bgzip\b/i.test(headers['content-encoding'] ?? '');
  return (zipped ? gunzipSync(bytes, { maxOutputLength: MAX_BODY }) : bytes).toString();
}

/** Whether asking again at once may help. */
function isPassing(error: unknown): error is BoardsError {
  return (
    error instanceof BoardsError &&
    error.reason === 'unreachable' &&
    error.waitMs === undefined &&
    error.status !== 429
  );
}

function neverHandled(): Promise<never> {
  return Promise.reject(new Error('Not asked for'));
}
