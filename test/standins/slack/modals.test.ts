import { expect, test } from '@jest/globals';
import type { JsonObject } from './json.ts';
import { call } from './raw-client.ts';
import { form, input, plain, useForm } from './use-form.ts';

const bench = useForm();
const trouble = 'We had some trouble connecting. Try again?';

test('a submission comes with everything that was entered, and nothing where nothing was', async () => {
  const view = await bench.open(form(input('a'), input('b', {}, { optional: true })));
  await bench.slack.fill('anna', { a: 'typed' });
  const { payload, result } = await bench.submitted();

  expect(payload).toEqual({
    type: 'view_submission',
    token: expect.any(String),
    team: { id: bench.slack.teamId, domain: 'loopback' },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: bench.slack.user('anna').id, username: 'anna', name: 'anna', team_id: bench.slack.teamId },
    api_app_id: bench.slack.appId,
    trigger_id: expect.any(String),
    response_urls: [],
    view: {
      ...view,
      state: {
        values: {
          a: { a_action: { type: 'plain_text_input', value: 'typed' } },
          b: { b_action: { type: 'plain_text_input', value: null } },
        },
      },
    },
  });
  expect(result).toMatchObject({ sent: true, acked: true });
  expect(bench.slack.modal('anna')).toBeUndefined();
  expect(bench.slack.violations).toEqual([]);
});

test('a modal without a submit button cannot be submitted', async () => {
  await bench.open({ type: 'modal', title: plain('T'), blocks: [{ type: 'divider' }] });

  await expect(bench.slack.submit('anna')).rejects.toThrow('no submit button');
  await expect(bench.slack.submit('bert')).rejects.toThrow('bert has no modal open');
});

test('an ack may put errors under the inputs, and the modal stays', async () => {
  await bench.open(form(input('a'), input('b')));
  await bench.slack.fill('anna', { a: 'x', b: 'y' });
  await bench.submitted({ response_action: 'errors', errors: { a: 'Not this one' } });

  expect(bench.slack.modal('anna')).toMatchObject({
    errors: { a: 'Not this one' },
    values: { a: {}, b: {} },
  });
  await bench.slack.fill('anna', { a: 'z' });
  expect(bench.slack.modal('anna')?.errors).toEqual({});
  expect(bench.slack.violations).toEqual([]);
});

test('an ack may show another view, in place or on top, and close them all', async () => {
  await bench.open(form(input('a', {}, { optional: true })));
  const before = bench.slack.modal('anna');
  await bench.submitted({ response_action: 'update', view: { ...form(), title: plain('Updated') } });
  expect(bench.slack.modal('anna')).toMatchObject({ id: before?.id, title: 'Updated', depth: 1 });
  expect(bench.slack.modal('anna')?.hash).not.toBe(before?.hash);

  await bench.submitted({ response_action: 'push', view: { ...form(), title: plain('Pushed') } });
  expect(bench.slack.modal('anna')).toMatchObject({ title: 'Pushed', depth: 2, previousId: before?.id });
  await bench.submitted({ response_action: 'push', view: { ...form(), title: plain('Third') } });
  await bench.submitted();
  expect(bench.slack.modal('anna')).toMatchObject({ title: 'Pushed' });
  await bench.submitted({ response_action: 'clear' });
  expect(bench.slack.modal('anna')).toBeUndefined();
  expect(bench.slack.violations).toEqual([]);
});

test.each<[string, JsonObject, string]>([
  [
    'errors under what is no input',
    { response_action: 'errors', errors: { nowhere: 'x' } },
    '/errors/nowhere',
  ],
  ['errors without words', { response_action: 'errors', errors: { a: '' } }, '/errors/a'],
  ['no errors at all', { response_action: 'errors', errors: {} }, '/errors'],
  ['a view that is none', { response_action: 'update', view: { type: 'modal' } }, '/view'],
  ['no view', { response_action: 'push' }, '/view'],
  ['something unknown', { response_action: 'explode' }, '/response_action'],
  ['plain words', { text: 'thanks' }, '/response_action'],
])('an ack with %s leaves the modal in trouble, and is a mistake', async (_, ack, pointer) => {
  await bench.open(form(input('a', {}, { optional: true })));
  const { result } = await bench.submitted(ack);

  expect(result).toMatchObject({ acked: true, error: trouble });
  expect(bench.slack.modal('anna')).toMatchObject({ title: 'Form', problem: trouble, errors: {} });
  expect(bench.slack.violations).toEqual([expect.stringContaining(`[json-pointer:${pointer}]`)]);
});

test('a fourth view in an ack is refused as well', async () => {
  await bench.open(form());
  const push = { response_action: 'push', view: form() };
  await bench.submitted(push);
  await bench.submitted(push);
  await bench.submitted(push);

  expect(bench.slack.modal('anna')).toMatchObject({ depth: 3, problem: trouble });
  expect(bench.slack.violations).toEqual(['ack of a view_submission: push_limit_reached']);
});

test('a submission that nobody takes in time leaves the modal, to be tried again', async () => {
  await bench.open(form(input('a')));
  await bench.slack.fill('anna', { a: 'x' });
  const submitting = bench.slack.submit('anna');
  const late = await bench.socket.next('interactive');
  await expect(bench.slack.submit('anna')).rejects.toThrow('is being submitted');
  await bench.clock.advance(3000);
  expect(await submitting).toMatchObject({ acked: false, error: 'Slack could not reach the app (timeout)' });
  bench.socket.ack(late);

  expect(bench.slack.modal('anna')).toMatchObject({
    problem: trouble,
    values: { a: { a_action: { value: 'x' } } },
  });
  await bench.submitted();
  expect(bench.slack.modal('anna')).toBeUndefined();
});

test('a submission may come twice, exactly alike', async () => {
  await bench.open(form());
  const submitting = bench.slack.submit('anna', { twice: true });
  const [first, second] = [await bench.socket.next('interactive'), await bench.socket.next('interactive')];
  bench.socket.ack(first);
  bench.socket.ack(second);

  expect(second).toEqual(first);
  expect(await submitting).toMatchObject({ acked: true });
  expect(bench.slack.violations).toEqual([]);
});

test('Cancel closes one, the X all; who asked for it hears of it', async () => {
  const view = { ...form(), notify_on_close: true };
  await bench.open(view);
  await bench.submitted({ response_action: 'push', view });
  await bench.submitted({ response_action: 'push', view: form() });

  expect(await bench.slack.cancel('anna')).toMatchObject({ sent: false });
  expect(bench.slack.modal('anna')).toMatchObject({ depth: 2 });
  const closing = bench.slack.cancel('anna', { all: true });
  const [first, second] = [await bench.received(), await bench.received()];
  expect(await closing).toMatchObject({ acked: true });
  expect(first).toMatchObject({
    type: 'view_closed',
    is_cleared: true,
    view: { previous_view_id: expect.any(String) },
  });
  expect(second).toMatchObject({ type: 'view_closed', is_cleared: true, view: { previous_view_id: null } });
  expect(first).not.toHaveProperty('trigger_id');
  expect(bench.slack.modal('anna')).toBeUndefined();
  expect(bench.slack.violations).toEqual([]);
});

test('Cancel closes all where the view says so', async () => {
  await bench.open(form());
  await bench.submitted({ response_action: 'push', view: { ...form(), clear_on_close: true } });
  await bench.slack.cancel('anna');

  expect(bench.slack.modal('anna')).toBeUndefined();
});

test('what the bot says to one person after a submission is seen by them', async () => {
  const channel = bench.slack.channel('outages');
  await bench.open(form());
  const { result } = await bench.submitted();
  await call(bench.slack, 'chat.postEphemeral', {
    channel,
    user: bench.slack.user('anna').id,
    text: 'filed',
  });

  await result.sees('filed');
  expect(bench.slack.ephemerals('bert')).toEqual([]);
});
