import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestShop, type TestShop } from '../support/test-shop.ts';
import { waitFor } from '../support/wait-for.ts';

/**
 * Strangers who begin to send a body and then say nothing more. What was seen: 128 such sockets of one address kept
 * everybody else from sending anything, gateways too.
 */
let shop: TestShop;
const open: Socket[] = [];
beforeAll(async () => {
  // Behind a proxy, so that the test may come from many addresses.
  shop = await startTestShop({ RATE_LIMITS: 'on', TRUSTED_PROXIES: '1' });
}, 120_000);
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await waitFor('the slow bodies to be counted out', async () => (await send('203.0.113.99')) === 'taken');
});
afterAll(() => shop.stop());

type Slow = { heard(): string; isOver(): boolean };

/** Begins a body in chunks, and leaves it at one byte. */
function sendSlowly(address: string, path = '/api/v1/quotes'): Slow {
  const { port, host } = new URL(shop.url);
  const socket = connect(Number(port), '127.0.0.1');
  let heard = '';
  socket.on('data', (part: Buffer) => (heard += part.toString()));
  socket.on('error', () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: ${address}\r\n` +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
  );
  open.push(socket);
  return { heard: () => heard, isOver: () => socket.closed };
}

/** Waits until all but so many are refused: those stand there, with a body that does not come. */
async function letStand(standing: number, slow: readonly Slow[]): Promise<void> {
  const refused = (): number => slow.filter(({ heard }) => heard().includes(' 503 ')).length;
  await waitFor(`all but ${standing} to be refused`, () => refused() === slow.length - standing, 4_000);
}

async function send(address: string, path = '/api/v1/quotes'): Promise<string> {
  const response = await fetch(`${shop.url}${path}`, {
    method: 'POST',
    body: '{"lines":[]}',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
  });
  await response.arrayBuffer();
  return response.status === 503 ? 'refused' : 'taken';
}
const notify = (): Promise<string> => send('198.51.100.7', '/api/v1/webhooks/payments/sandbox');
const many = (count: number, make: (n: number) => Slow): Slow[] =>
  Array.from({ length: count }, (_, n) => make(n));

test('bodies of one address that never come keep nobody else from sending', async () => {
  await letStand(
    32,
    many(128, () => sendSlowly('203.0.113.7')),
  );
  expect(await send('203.0.113.8')).toBe('taken');
  expect(await notify()).toBe('taken');
  expect(await send('203.0.113.7')).toBe('refused');
});

test('nor do those of as many addresses as one IPv6 subscriber has', async () => {
  await letStand(
    32,
    many(200, (n) => sendSlowly(`2001:db8::${(n + 1).toString(16)}`)),
  );
  expect(await send('2001:db8:0:1::1')).toBe('taken');
  expect(await send('2001:db8::ffff')).toBe('refused');
});

test('nor do those of all subscribers that one customer of a provider may be', async () => {
  const slow = many(10 * 32, (n) => sendSlowly(`2001:db8:0:${(n % 10) + 1}::1`));
  await letStand(96, slow);
  expect(await send('2001:db8:1::1')).toBe('taken');
  expect(await notify()).toBe('taken');
});

test('strangers of many addresses who take all that there is leave room for gateways', async () => {
  const slow = many(10 * 32, (n) => sendSlowly(`203.0.${n % 10}.1`));
  await letStand(192, slow);
  expect(await send('203.0.113.77')).toBe('refused');
  expect(await notify()).toBe('taken');
  // Also where one of them turns to the gateways' room.
  await letStand(
    8,
    many(32, () => sendSlowly('203.0.113.50', '/api/v1/webhooks/payments/sandbox')),
  );
  expect(await notify()).toBe('taken');
});

test('a body that does not come is given up after a few seconds, and its sender told so', async () => {
  const [one] = many(1, () => sendSlowly('203.0.114.7'));
  await waitFor('the end of it', () => one!.isOver(), 12_000);
  expect(one!.heard()).toContain(' 408 ');
  expect(one!.heard()).toContain('"too_slow"');
  const { headers } = await fetch(`${shop.url}/api/v1/products?limit=1`, {
    headers: { 'x-forwarded-for': '203.0.114.7' },
  });
  expect(Number(/r=(\d+)/.exec(headers.get('ratelimit')!)![1])).toBeLessThan(1_180);
}, 20_000);
