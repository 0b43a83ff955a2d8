import { readdir, readFile } from 'node:fs/promises';
import { deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let manager: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  manager = await signInAs(shop.url, 'manager');
}, 120_000);
afterAll(() => shop.stop());

const noise = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: '#7aa' } });

/** Sends a file as a browser does, under any name and type. */
async function upload(
  bytes: Uint8Array,
  { name = 'a.jpg', type = 'image/jpeg', query = '', who = manager } = {},
) {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(bytes)], name, { type }));
  const response = await fetch(`${shop.url}/api/v1/staff/media${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${who.token}` },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};
/** A PNG that says it is so large, and holds hardly anything. */
function pngOf(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const data = chunk('IDAT', deflateSync(Buffer.alloc(64 * 1024)));
  return Buffer.concat([signature, chunk('IHDR', head), data, chunk('IEND', Buffer.alloc(0))]);
}

const storedOf = async (key: unknown): Promise<Buffer[]> => {
  const folder = shop.house.folder.media;
  const names = (await readdir(folder)).filter((name) => name.startsWith(String(key)));
  return Promise.all(names.map((name) => readFile(`${folder}/${name}`)));
};

test('a picture is kept in three sizes, without what the camera wrote and whatever was hidden in it', async () => {
  const photo = await noise(1_600, 1_200)
    .withExif({ IFD0: { Copyright: 'lin lives at 121.47' } })
    .jpeg()
    .toBuffer();
  const script = '<script>alert(document.cookie)</script>';
  const polyglot = Buffer.concat([photo, Buffer.from(`${script}PK\x03\x04`)]);
  const answer = await upload(polyglot, { name: '../../evil.html', type: 'text/html' });
  expect(answer).toMatchObject({ status: 201, body: { width: 640, height: 480 } });
  const stored = await storedOf(answer.body['key']);
  expect(stored).toHaveLength(3);
  for (const bytes of stored) {
    const text = bytes.toString('latin1');
    expect([text.includes('script'), text.includes('121.47'), text.includes('PK\x03\x04')]).toEqual([
      ...[false, false, false],
    ]);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp' });
  }
  const served = await fetch(new URL(String(answer.body['url']), shop.url));
  expect(served.headers.get('content-type')).toBe('image/webp');
  expect(served.headers.get('x-content-type-options')).toBe('nosniff');
});

test('a webp that a page hides in is encoded anew too', async () => {
  const plain = await noise(300, 200).webp().toBuffer();
  const { status, body } = await upload(Buffer.concat([plain, Buffer.from('<html><script>')]));
  expect(status).toBe(201);
  for (const bytes of await storedOf(body['key'])) expect(bytes.includes('<script>')).toBe(false);
});

test('a picture may be cut to the square in its middle', async () => {
  const bytes = await noise(900, 500).png().toBuffer();
  expect((await upload(bytes, { query: '?crop=square' })).body).toMatchObject({ width: 500, height: 500 });
});

test.each([
  [
    'SVG with a script, under the name of a picture',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    'picture_type_unknown',
  ],
  ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'picture_type_unknown'],
  ['nothing', () => Buffer.alloc(0), 'picture_type_unknown'],
  ['a head of 50,000 x 50,000 pixels', () => pngOf(50_000, 50_000), 'picture_too_large'],
  ['a head of 30,000 x 20 pixels', () => pngOf(30_000, 20), 'picture_too_large'],
  ['a dot', () => noise(1, 1).png().toBuffer(), 'picture_too_small'],
  ['a picture without its pixels', () => pngOf(4_000, 4_000), 'picture_unreadable'],
  [
    'half a photo',
    async () => {
      const whole = await noise(800, 800).jpeg().toBuffer();
      return whole.subarray(0, whole.length / 2);
    },
    'picture_unreadable',
  ],
  [
    'a page that begins as a picture does',
    () => Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.from('<script>alert(1)</script>')]),
    'picture_unreadable',
  ],
])('%s is refused', async (_what, make, code) => {
  expect((await upload(await make())).body).toMatchObject({ code });
});

test('too many bytes, two files, a field and no file at all are refused', async () => {
  expect((await upload(Buffer.alloc(15 * 1024 * 1024 + 1, 'ffd8ff', 'hex'))).body).toMatchObject({
    code: 'too_large',
  });
  const send = async (body: FormData) => {
    const headers = { authorization: `Bearer ${manager.token}` };
    const answer = await fetch(`${shop.url}/api/v1/staff/media`, { method: 'POST', headers, body });
    return ((await answer.json()) as { code: string }).code;
  };
  const none = new FormData();
  none.set('__proto__', 'x');
  expect(['too_large', 'malformed', 'picture_missing']).toContain(await send(none));
  const json = await manager.call('POST', '/staff/media', { body: { file: 'x' } });
  expect(json.body.code).toBe('picture_missing');
});

const HEAD = 'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
test.each([
  ['no boundary', 'multipart/form-data', 'x'],
  ['another boundary', 'multipart/form-data; boundary=abc', `--xyz\r\n${HEAD}x\r\n--xyz--\r\n`],
  ['no end in its head', 'multipart/form-data; boundary=abc', '--abc\r\nContent-Disposition: form'],
  ['no end', 'multipart/form-data; boundary=abc', `--abc\r\n${HEAD}code,counted\r\n`],
])('a multipart body with %s is the sender’s fault, and told so', async (_, type, body) => {
  for (const path of ['media', 'stock-imports', 'catalogue-imports']) {
    const response = await fetch(`${shop.url}/api/v1/staff/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${manager.token}`, 'content-type': type },
      body,
    });
    const { code } = (await response.json()) as { code: string };
    expect([path, response.status, code]).toEqual([path, 400, 'malformed']);
  }
});

test('one picture of a member at a time, and none of who may not', async () => {
  const bytes = await noise(3_000, 3_000).png().toBuffer();
  const answers = await Promise.all([upload(bytes), upload(bytes)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  const viewer = await signInAs(shop.url, 'viewer');
  expect((await upload(bytes, { who: viewer })).body['code']).toBe('not_permitted');
});

test('a picture that nothing shows is gone after a day, one that a product shows or has shown stays', async () => {
  const [kept, shown, lost] = await Promise.all(
    ['#111', '#222', '#333'].map((background) =>
      sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const keyOf = async (bytes: Buffer) => String((await upload(bytes)).body['key']);
  const [keptKey, shownKey, lostKey] = [await keyOf(kept!), await keyOf(shown!), await keyOf(lost!)];
  const images = [{ key: keptKey, alt: '正面' }, { key: shownKey }];
  const made = (await manager.call('POST', '/staff/products', { body: { name: '带图', images } })).body;
  expect(made.images).toMatchObject([{ alt: '正面' }, { alt: '带图' }]);
  await manager.call('PATCH', `/staff/products/${made.id}`, { body: { images: images.slice(0, 1) } });
  shop.clock.advance(25 * 3_600_000);
  await shop.jobs['sweep-pictures']!({});
  const left = await Promise.all(
    [keptKey, shownKey, lostKey].map(async (key) => (await storedOf(key)).length),
  );
  expect(left).toEqual([3, 3, 0]);
  manager = await signInAs(shop.url, 'manager');
  expect((await upload(lost!)).body['key']).toBe(lostKey);
  expect(await storedOf(lostKey)).toHaveLength(3);
});
