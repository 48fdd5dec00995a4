import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ViewSubmitAction } from '@slack/bolt';
import { createClients } from '../../../app/slack/clients.ts';
import { type Finished, finishModal, openModal } from '../../../app/slack/modal.ts';
import { explainModal, formModal } from '../../../views/modals/modal.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type Connected, connected, until } from './connected.ts';

let it: Connected;
let clock: ManualClock;
let channel: string;
/** What the form's content, and then its work, wait for. */
let content: PromiseWithResolvers<void>;
let work: PromiseWithResolvers<Finished>;

const form = (typed = '', problem?: string) =>
  formModal({
    title: 'A form',
    callbackId: 'form',
    submit: 'Do it',
    metadata: '',
    problem,
    blocks: [
      {
        type: 'input',
        block_id: 'words',
        label: { type: 'plain_text', text: 'Words' },
        element: { type: 'plain_text_input', action_id: 'words', initial_value: typed },
      },
    ],
  });

beforeEach(async () => {
  clock = manualClock();
  it = await connected({ slackClock: clock });
  const { app, slack, log, sockets } = it;
  channel = slack.channel('outages');
  content = Promise.withResolvers();
  work = Promise.withResolvers();
  const client = createClients({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }).interactive;
  const parts = { clock, log, client };
  app.command('/form', async ({ ack, command }) => {
    await ack();
    await openModal(
      parts,
      { user: command.user_id, trigger: command.trigger_id, title: 'A form' },
      async () => {
        await content.promise;
        return form('as it was');
      },
    );
  });
  app.view<ViewSubmitAction>(
    { callback_id: 'form', type: 'view_submission' },
    async ({ ack, view, body }) => {
      await finishModal(parts, { ack, view, user: body.user.id }, { doing: 'Doing it…', work: work.promise });
    },
  );
  await sockets.start();
});

afterEach(async () => {
  const { violations } = it.slack;
  await it.end();
  expect(violations).toEqual([]);
});

async function opened(): Promise<void> {
  content.resolve();
  await it.slack.slash('ada', '/form', '', channel);
  await it.slack.untilModal('ada', ({ submit }) => submit !== undefined);
}

test('opens at once, and shows what it is about when that is known', async () => {
  const { slack } = it;
  const command = await slack.slash('ada', '/form', '', channel);
  const skeleton = await slack.untilModal('ada');

  await clock.advance(20_000);
  content.resolve();
  const filled = await slack.untilModal('ada', ({ submit }) => submit !== undefined);

  expect(command.acked).toBe(true);
  expect(skeleton).toMatchObject({ title: 'A form', text: 'One moment…' });
  expect(filled.values).toMatchObject({ words: { words: { value: 'as it was' } } });
});

test('says so when what it is about cannot be found out', async () => {
  await it.slack.slash('ada', '/form', '', channel);

  content.reject(new Error('storage is away'));

  const modal = await it.slack.untilModal('ada', ({ text }) => text !== 'One moment…');
  expect(modal.text).toMatch(/could not be read just now/);
});

test('closes when the work is done soon', async () => {
  await opened();
  work.resolve({ done: undefined });

  const { acked } = await it.slack.submit('ada');

  expect(acked).toBe(true);
  expect(it.slack.modal('ada')).toBeUndefined();
});

test('says that it is at it when the work is slow, and what came of it in the end', async () => {
  const { slack } = it;
  await opened();

  const submitting = slack.submit('ada');
  await until(() => clock.nextInMs() === 1_500);
  await clock.advance(1_500);
  const { acked } = await submitting;
  const busy = slack.modal('ada')?.text;
  await clock.advance(20_000);
  work.resolve({ done: explainModal('A form', 'It is done.') });
  const end = await slack.untilModal('ada', ({ text }) => text !== busy);

  expect(acked).toBe(true);
  expect(busy).toBe('Doing it…');
  expect(end.text).toBe('It is done.');
});

test('comes back with what was typed when the work fails, soon or late', async () => {
  const { slack } = it;
  await opened();
  slack.fill('ada', { words: 'typed' });
  work.resolve({ again: form('typed', 'It cannot be done.'), problem: 'It cannot be done.' });
  await slack.submit('ada');
  const soon = slack.modal('ada');
  work = Promise.withResolvers();

  const submitting = slack.submit('ada');
  await until(() => clock.nextInMs() === 1_500);
  await clock.advance(1_500);
  await submitting;
  work.resolve({ again: form('typed', 'It cannot be done now.'), problem: 'It cannot be done now.' });
  const late = await slack.untilModal('ada', ({ text }) => text.includes('cannot be done now'));

  expect(soon?.text).toContain('It cannot be done.');
  for (const modal of [soon, late]) {
    expect(modal?.values).toMatchObject({ words: { words: { value: 'typed' } } });
  }
});

test('tells a failure by direct message to somebody who has closed it meanwhile', async () => {
  const { slack } = it;
  await opened();
  const submitting = slack.submit('ada');
  await until(() => clock.nextInMs() === 1_500);
  await clock.advance(1_500);
  await submitting;
  await slack.cancel('ada');

  work.resolve({ again: form('typed', 'No.'), problem: 'It cannot be done.' });

  await until(() => slack.calls.some((call) => call.method === 'chat.postMessage' && call.outcome === 'ok'));
  const told = slack.calls.find((call) => call.method === 'chat.postMessage');
  expect(told?.args).toMatchObject({ channel: slack.user('ada').id, text: '*A form*: It cannot be done.' });
});

test.each(['ratelimited', { error: 'internal_error' }, 'reset'] as const)(
  'gets over a stumble of Slack (%j) in showing what it is about',
  async (how) => {
    const { slack } = it;
    await slack.slash('ada', '/form', '', channel);
    await slack.untilModal('ada');
    slack.faults.add({ method: 'views.update', how, retryAfter: 2 });

    content.resolve();
    await until(() => slack.calls.some((call) => call.method === 'views.update'));
    while (slack.modal('ada')?.submit === undefined) {
      await clock.advance(500);
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect(slack.modal('ada')?.values).toMatchObject({ words: { words: { value: 'as it was' } } });
  },
);

test('says by direct message that it could not open, when Slack did not take it', async () => {
  const { slack } = it;
  slack.faults.add({ method: 'views.open', how: { error: 'internal_error' } });
  content.resolve();

  await slack.slash('ada', '/form', '', channel);
  await until(() => slack.calls.some((call) => call.method === 'chat.postMessage' && call.outcome === 'ok'));

  expect(slack.calls.find((call) => call.method === 'chat.postMessage')?.args).toMatchObject({
    channel: slack.user('ada').id,
    text: expect.stringMatching(/could not be shown.*try again/),
  });
});

test('says nothing to somebody who has closed it before it was filled', async () => {
  const { slack } = it;
  await slack.slash('ada', '/form', '', channel);
  await slack.untilModal('ada');
  await slack.cancel('ada');

  content.resolve();
  await until(() => slack.calls.some((call) => call.method === 'views.update'));

  expect(slack.calls.filter((call) => call.method === 'chat.postMessage')).toEqual([]);
});

test('says nothing to somebody for whom another copy has opened it, to which the same envelope went', async () => {
  const { slack } = it;
  const opening = slack.faults.add({ method: 'views.open', how: { error: 'exchanged_trigger_id' } });
  content.resolve();

  await slack.slash('ada', '/form', '', channel);
  await until(() => opening.hits === 1);
  await slack.slash('ada', '/form', '', channel);
  await slack.untilModal('ada', ({ submit }) => submit !== undefined);

  expect(slack.calls.filter((call) => call.method === 'chat.postMessage')).toEqual([]);
});
