import { expect, test } from '@jest/globals';
import { goodbye, isHandled, life, parse } from '../../../app/slack/message.ts';

test.each([
  ['a command', { type: 'slash_commands', envelope_id: 'e', payload: { command: '/x' } }, true],
  ['a click', { type: 'interactive', envelope_id: 'e', payload: { type: 'block_actions' } }, true],
  [
    'an event',
    { type: 'events_api', envelope_id: 'e', payload: { event: { type: 'app_home_opened' } } },
    true,
  ],
  [
    'app_rate_limited',
    { type: 'events_api', envelope_id: 'e', payload: { type: 'app_rate_limited' } },
    false,
  ],
  ['an event that is null', { type: 'events_api', envelope_id: 'e', payload: { event: null } }, false],
  ['no payload', { type: 'interactive', envelope_id: 'e' }, false],
  ['no envelope', { type: 'interactive', payload: {} }, false],
  ['a type nobody knows', { type: 'carrier_pigeon', envelope_id: 'e', payload: {} }, false],
])('what can be handed on: %s', (_, message, expected) => {
  expect(isHandled(parse(JSON.stringify(message)))).toBe(expected);
});

test.each(['', 'null', '5', '"x"', '{"half":', new ArrayBuffer(2)])('takes %p for nothing', (data) => {
  expect(isHandled(parse(data))).toBe(false);
});

test('knows why Slack wants a connection to go', () => {
  expect(goodbye({ type: 'disconnect', reason: 'warning' })).toBe('warning');
  expect(goodbye({ type: 'disconnect' })).toBe('unknown');
  expect(goodbye({ type: 'hello' })).toBeUndefined();
});

test('reads how long a connection is meant to live', () => {
  expect(life({ type: 'hello', debug_info: { approximate_connection_time: 3600 } })).toBe(3_600_000);
  expect(life({ type: 'hello' })).toBeUndefined();
  expect(life({ type: 'hello', debug_info: { approximate_connection_time: 'soon' } })).toBeUndefined();
});
