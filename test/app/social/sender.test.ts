import { expect, test } from '@jest/globals';
import { senderOf } from '../../../app/social/sender.ts';

const proxy = '169.254.130.1';

test.each<[string, number, string | undefined, string | undefined, string | undefined]>([
  // what, hops, peer, forwarded for, sender
  ['nobody is before us', 0, '104.192.136.7', undefined, '104.192.136.7'],
  ['a header that nobody of ours wrote', 0, '203.0.113.5', '104.192.136.7', '203.0.113.5'],
  ['IPv4 dressed as IPv6', 0, '::ffff:104.192.136.7', undefined, '::ffff:104.192.136.7'],
  ['IPv6', 0, '2401:1d80:3000::7', undefined, '2401:1d80:3000::7'],
  ['an interface of ours', 0, 'fe80::1%eth0', undefined, undefined],
  ['a connection that is gone', 0, undefined, undefined, undefined],
  ['one proxy', 1, proxy, '104.192.136.7', '104.192.136.7'],
  ['one proxy that writes ports', 1, proxy, '104.192.136.7:51234', '104.192.136.7'],
  ['spoofed left-most', 1, proxy, '104.192.136.7, 203.0.113.5:1', '203.0.113.5'],
  ['spoofed left-most, many', 1, proxy, '104.192.136.7,104.192.136.8,, ,203.0.113.5', '203.0.113.5'],
  ['two proxies', 2, proxy, '1.1.1.1, 104.192.136.7, 10.0.0.4:99', '104.192.136.7'],
  ['two proxies, only one spoke', 2, proxy, '104.192.136.7', undefined],
  ['IPv6 with a port', 1, proxy, '[2401:1d80:3000::7]:443', '2401:1d80:3000::7'],
  ['IPv6 in brackets', 1, proxy, '[2401:1d80:3000::7]', '2401:1d80:3000::7'],
  ['IPv6 as it is', 1, proxy, '2401:1d80:3000::7', '2401:1d80:3000::7'],
  ['mapped with a port', 1, proxy, '[::ffff:104.192.136.7]:443', '::ffff:104.192.136.7'],
  ['IPv4 in brackets', 1, proxy, '[104.192.136.7]:443', undefined],
  ['no header though there should be', 1, '104.192.136.7', undefined, undefined],
  ['an empty header', 1, proxy, '', undefined],
  ['a comma at the end', 1, proxy, '104.192.136.7,', undefined],
  ['words', 1, proxy, 'unknown', undefined],
  ['quotes', 1, proxy, '"104.192.136.7"', undefined],
  ['a number', 1, proxy, '1757448199', undefined],
  ['zeros before', 1, proxy, '104.192.136.007', undefined],
  ['hexadecimal', 1, proxy, '0x68.0xc0.0x88.7', undefined],
  ['a port that is none', 1, proxy, '104.192.136.7:abc', undefined],
  ['two ports', 1, proxy, '104.192.136.7:1:2', undefined],
  ['a network', 1, proxy, '104.192.136.0/21', undefined],
])(
  '%s: the sender is the right-most that no proxy of ours added',
  (_what, hops, peer, forwardedFor, sender) => {
    expect(senderOf({ peer, forwardedFor }, hops)).toBe(sender);
  },
);
