import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createRanges, readRanges } from '../../../app/social/ranges.ts';
import { shippedRanges } from '../../../app/social/shipped-ranges.ts';

// Real captures stand beside the repository, not in it.
const sample = new URL(
  '../../../../shared/samples/atlassian-ip-ranges/ip-ranges-2026-06-17.json',
  import.meta.url,
);
const captured = existsSync(sample) ? describe : describe.skip;

function item(cidr: string, product = ['statuspage'], direction = ['egress']) {
  return { cidr, product, direction };
}

function published(...items: object[]): string {
  return JSON.stringify({ items });
}

test('only networks from which Statuspage sends are taken', () => {
  const body = published(
    item('104.192.136.0/21', ['jira', 'statuspage'], ['ingress', 'egress']),
    item('167.89.0.0/17', ['email']),
    item('13.35.248.0/24', ['statuspage'], ['ingress']),
    item('2401:1d80:3000::/36'),
  );

  expect(readRanges(body)).toEqual(['104.192.136.0/21', '2401:1d80:3000::/36']);
});

test('an item that is not as we know them hides none of the others', () => {
  const odd = { cidr: '10.0.0.0/8', product: ['jira'], direction: null };

  expect(readRanges(published(odd, item('104.192.136.0/21')))).toEqual(['104.192.136.0/21']);
});

test.each([
  ['nothing', published()],
  ['no network of Statuspage', published(item('167.89.0.0/17', ['email']))],
  ['the whole internet', published(item('0.0.0.0/0'), item('::/0'), item('104.0.0.0/4'))],
  [
    'no networks at all',
    published(item('104.192.136.0'), item('x/8'), item('1.2.3.4/33'), item('1.2.3.4/8/8')),
  ],
  ['another shape', '{"prefixes":[]}'],
  ['HTML', '<!doctype html>'],
])('a list of %s is not believed', (_what, body) => {
  expect(() => readRanges(body)).toThrow();
});

test.each<[string, boolean]>([
  ['104.192.136.0', true],
  ['104.192.143.255', true],
  ['104.192.144.0', false],
  ['104.192.135.255', false],
  ['::ffff:104.192.136.7', true],
  ['::ffff:68c0:8807', true],
  ['::ffff:104.192.144.0', false],
  ['::104.192.136.7', false],
  ['2401:1d80:3000::', true],
  ['2401:1d80:3fff:ffff:ffff:ffff:ffff:ffff', true],
  ['2401:1d80:4000::', false],
  ['127.0.0.1', false],
  ['10.0.0.1', false],
  ['::1', false],
  ['garbage', false],
  ['', false],
])('%s is inside: %s', (address, inside) => {
  const ranges = createRanges(['104.192.136.0/21', '2401:1d80:3000::/36', 'nonsense']);

  expect(ranges.includes(address)).toBe(inside);
});

test('no networks include nobody', () => {
  expect(createRanges([]).includes('104.192.136.7')).toBe(false);
});

test('the copy that ships knows the senders and nobody else', () => {
  const ranges = createRanges(shippedRanges.networks);

  expect(['104.192.136.7', '2401:1d80:3000::7', '167.89.1.1', '127.0.0.1'].map(ranges.includes)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

captured('the captured list', () => {
  test('holds ninety networks from which Statuspage sends', () => {
    const networks = readRanges(readFileSync(sample, 'utf8'));

    expect(networks).toHaveLength(90);
    expect(createRanges(networks).includes('167.89.1.1')).toBe(false);
    expect(networks).toEqual(shippedRanges.networks);
  });
});
