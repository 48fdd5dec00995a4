import { expect, test } from '@jest/globals';
import { isPrivateHost, isPrivateLiteral, type Lookup, socketLookup } from '../../checkers/addresses.ts';

function resolving(...addresses: string[]): Lookup {
  return (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}

test.each([
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0',
  '127.0.0.1.',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[::ffff:10.0.0.1]',
  '[::10.0.0.1]',
  '[64:ff9b::10.0.0.1]',
  '[2002:a00:1::]',
  '[fe80::1]',
  '[fd00::1]',
  '[ff02::1]',
  'localhost',
  'localhost.',
  'a.localhost',
  'metadata.google.internal',
  'printer.local',
])('%s is seen to be private', (host) => {
  expect(isPrivateLiteral(new URL(`https://${host}/`).hostname)).toBe(true);
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '[2606:4700::1111]',
  '[::ffff:8.8.8.8]',
  '[64:ff9b::8.8.8.8]',
  'www.githubstatus.com',
  'localhost.example.com',
  'notlocal',
])('%s is not seen to be private', (host) => {
  expect(isPrivateLiteral(new URL(`https://${host}/`).hostname)).toBe(false);
});

test('a host is private when one of its addresses is', async () => {
  expect(await isPrivateHost('a.example', resolving('8.8.8.8', '10.0.0.1'))).toBe(true);
  expect(await isPrivateHost('a.example', resolving('8.8.8.8', 'fe80::1%eth0'))).toBe(true);
  expect(await isPrivateHost('a.example', resolving('8.8.8.8', '2606:4700::1111'))).toBe(false);
});

test('a guarded look-up answers in the form that the socket asks for', async () => {
  const lookup = socketLookup(resolving('8.8.8.8', '8.8.4.4'), () => new Error('refused'));

  const all = await new Promise((resolve) => {
    lookup('a.example', { all: true }, (_, addresses) => resolve(addresses));
  });
  const one = await new Promise((resolve) => {
    lookup('a.example', {}, (_, address, family) => resolve([address, family]));
  });

  expect(all).toEqual([
    { address: '8.8.8.8', family: 4 },
    { address: '8.8.4.4', family: 4 },
  ]);
  expect(one).toEqual(['8.8.8.8', 4]);
});

test('a guarded look-up refuses a name that leads into a private network', async () => {
  const lookup = socketLookup(resolving('8.8.8.8', '10.0.0.1'), (name) => new Error(`${name} refused`));

  const error = await new Promise((resolve) => {
    lookup('a.example', { all: true }, (failure) => resolve(failure));
  });

  expect(error).toEqual(new Error('a.example refused'));
});

test('an unguarded look-up takes any address', async () => {
  const lookup = socketLookup(resolving('10.0.0.1'));

  const addresses = await new Promise((resolve) => {
    lookup('a.example', { all: true }, (_, found) => resolve(found));
  });

  expect(addresses).toEqual([{ address: '10.0.0.1', family: 4 }]);
});
