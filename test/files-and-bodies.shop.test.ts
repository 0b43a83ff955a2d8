import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest, sendRaw, type RawAnswer } from './support/send-raw.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

let shop: TestShop;
let picture: string;
beforeAll(async () => {
  shop = await startTestShop();
  const { items } = (await (await fetch(`${shop.url}/api/v1/products?limit=1`)).json()) as {
    items: [{ image: { url: string } }];
  };
  picture = items[0].image.url;
}, 120_000);
afterAll(() => shop.stop());

const ask = (path: string, options?: Parameters<typeof rawRequest>[2]): Promise<RawAnswer> =>
  sendRaw(shop.url, rawRequest(shop.url, path, options));

const STYLES = '/api/docs/static/swagger-ui.css';

test.each([
  'bytes=abc',
  'bytes=99999999-',
  'bytes=-0',
  'bytes=',
  'bytes=5-2',
  'bytes=99999999-99999999999999999999999',
])('a part of a file that is not there (%s) is refused with the length of the file', async (range) => {
  for (const path of [picture, STYLES]) {
    const answer = await ask(path, { headers: [`Range: ${range}`] });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toMatch(/^bytes \*\/\d+$/);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'range_not_satisfiable', status: 416 });
  }
});

test('a part of a file that is there is answered, and what is no range at all is ignored', async () => {
  const part = await ask(picture, { headers: ['Range: bytes=0-3'] });
  expect([part.status, part.body]).toEqual([206, 'RIFF']);
  for (const range of ['nonsense', 'items=0-5', 'bytes=0-1,3-4'])
    expect((await ask(picture, { headers: [`Range: ${range}`] })).status).toBe(200);
});

test.each([
  '/media/%00',
  '/media/..%5c..%5c',
  '/media/../x',
  '/media/%2e%2e/x',
  '/media/..%2f..%2fetc%2fpasswd',
  '/media//x',
  '/media/.',
  '/media/..',
  `/media/${'x'.repeat(3_000)}`,
  '/api/docs/static/%00',
  '/api/docs/static/..%5c',
  '/api/docs/static/../../x',
])('%s is nothing that is there', async (path) => {
  for (const method of ['GET', 'HEAD']) {
    const answer = await ask(path, { method });
    expect(answer.status).toBe(404);
    if (method === 'GET') expect(JSON.parse(answer.body)).toMatchObject({ code: 'not_found' });
  }
});

test('a file that is not the one that was spoken of is refused as such', async () => {
  const answer = await ask(picture, { headers: ['If-Match: "another"'] });
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([412, 'precondition_failed']);
});

test.each([
  'text/plain',
  'text/plain; charset=utf-8',
  'application/xml',
  'application/x-www-form-urlencoded',
])('a body that says it is %s is of the wrong type, also where it is JSON', async (type) => {
  const body = JSON.stringify({ lines: [] });
  const answer = await ask('/api/v1/quotes', { method: 'POST', headers: [`Content-Type: ${type}`], body });
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([415, 'wrong_media_type']);
});
