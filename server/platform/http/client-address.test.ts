import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddressOf, networksOf, settleClientAddress } from './client-address.ts';

const PEER = '192.0.2.1';
const asked = (forwarded: string | undefined, remoteAddress: string | undefined = PEER) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: remoteAddress === undefined ? {} : { remoteAddress },
});

test.each([
  ['198.51.100.8', '198.51.100.8'],
  // IIS and Azure write ports, and each request has another one.
  ['198.51.100.8:1001', '198.51.100.8'],
  ['198.51.100.8:1002', '198.51.100.8'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['"[2001:db8::1]:443"', '2001:db8::1'],
  ['2001:DB8:0:0::0001', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['[fe80::1%eth0]:80', 'fe80::1'],
  ['::ffff:198.51.100.8', '198.51.100.8'],
  ['::ffff:c633:6408', '198.51.100.8'],
  ['[::FFFF:198.51.100.8]:1001', '198.51.100.8'],
  // Only what the one trusted proxy has added is believed.
  ['203.0.113.5, 198.51.100.8', '198.51.100.8'],
  ['203.0.113.5,198.51.100.8:99 ', '198.51.100.8'],
])('behind one proxy, X-Forwarded-For %j is %j', (forwarded, address) =>
  expect(clientAddressOf(asked(forwarded), 1)).toBe(address),
);

test.each([
  [undefined],
  [''],
  [','],
  [' , '],
  ['198.51.100.8,'],
  ['unknown'],
  ['_hidden'],
  ['198.51.100'],
  ['0177.0.0.1'],
  ['1.2.3.4:port'],
  ['1.2.3.4:123456'],
  ['[1.2.3.4'],
  ['198.51.100.8 and more'],
  ['<script>'],
  ['\0'],
  [`${'1'.repeat(10_000)}`],
  [`${' '.repeat(10_000)}198.51.100.8`],
])('behind one proxy, X-Forwarded-For %j is not believed: it is the peer', (forwarded) =>
  expect(clientAddressOf(asked(forwarded), 1)).toBe(PEER),
);

test('of several proxies, the first one says who asked; fewer addresses than proxies are a call past them', () => {
  const three = '203.0.113.5, 198.51.100.8, 198.51.100.9:80';
  expect([1, 2, 3, 4].map((proxies) => clientAddressOf(asked(three), proxies))).toEqual([
    '198.51.100.9',
    '198.51.100.8',
    '203.0.113.5',
    PEER,
  ]);
  expect(clientAddressOf(asked(',,,'), 2)).toBe(PEER);
  expect(clientAddressOf(asked(',198.51.100.8'), 2)).toBe(PEER);
});

test('without a proxy nobody says who asks; a peer that is gone is nobody', () => {
  expect(clientAddressOf(asked('198.51.100.8'), 0)).toBe(PEER);
  expect(clientAddressOf(asked(undefined, '::ffff:192.0.2.7'), 0)).toBe('192.0.2.7');
  expect(clientAddressOf({ headers: {}, socket: {} }, 1)).toBe('0.0.0.0');
});

test('what the listener passes on holds the one address and none of the claims beside it', () => {
  const headers = {
    host: 'shop.example',
    forwarded: 'for=203.0.113.5',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.5, 198.51.100.8:1001',
  };
  const request = { headers, socket: { remoteAddress: PEER } } as unknown as IncomingMessage;
  settleClientAddress(request, 1);
  expect(request.headers).toEqual({ host: 'shop.example', 'x-forwarded-for': '198.51.100.8' });
  settleClientAddress(request, 0);
  expect(request.headers).toEqual({ host: 'shop.example', 'x-forwarded-for': PEER });
});

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['::FFFF:192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8::/64', '2001:db8::/48'],
  ['2001:db8::', '2001:db8::/64', '2001:db8::/48'],
  ['fe80::1%eth0', 'fe80::/64', 'fe80::/48'],
  ['::1', '::/64', '::/48'],
  ['', '', ''],
  ['something else', 'something else', 'something else'],
])('attempts from %j count for %j, and for %j', (clientAddress, subscriber, neighbours) =>
  expect(networksOf(clientAddress)).toEqual({ subscriber, neighbours }),
);

test('two hundred networks of one provider’s customer are one neighbour', () => {
  const networks = Array.from({ length: 200 }, (_, n) => networksOf(`2001:db8:7:${n.toString(16)}::1`));
  expect(new Set(networks.map(({ subscriber }) => subscriber)).size).toBe(200);
  expect(new Set(networks.map(({ neighbours }) => neighbours))).toEqual(new Set(['2001:db8:7::/48']));
});
