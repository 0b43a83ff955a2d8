import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRoutes, type OpenApi } from './fuzz-api.ts';
import { makeCaller, newPhone, signUp, type Shopper } from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

/** Texts of the API that no person types, each with the reason why it is taken as it is. */
const NOT_TYPED: Readonly<Record<string, string>> = {
  version: 'of the texts of law, as the shop told it',
  work: 'a solved puzzle',
  addressId: 'an id of ours',
  gateway: 'one of those that the shop told',
  token: 'of a link that the shop sent',
  couponIds: 'ids of ours',
  campaignId: 'an id of ours',
  customerId: 'an id of ours',
  cursor: 'as the shop told it',
  category: 'the slug of an address',
  next: 'a path',
  festival: 'a name that the shop told',
  state: 'as a sign-in service sends it back',
  auth_code: 'as a sign-in service sends it back',
  password: 'every character of it counts',
  open: 'keys and numbers of a payment service, every character of which counts',
  secret: 'keys of a payment service',
  sealedPassword: 'sealed by a program',
  response: 'made by a passkey',
  to: 'asked by programs that look for a message',
  roles: 'names that the shop told',
  permissions: 'names that the shop told',
  scopes: 'names that the shop told',
  events: 'names that the shop told',
  subjectKind: 'as the trail tells it',
  subjectId: 'as the trail tells it',
  what: 'as the trail tells it',
  orderNos: 'numbers as the shop told them',
  // Cleaned where it is hashed, so that a code is the same wherever it comes from.
  code: 'cleaned by the use case',
};

/** Names of form fields that pages of ours fill in; nobody types them. */
const MADE_BY_PAGES = [
  ...[
    'id',
    'provider',
    'purpose',
    'given',
    'version',
    'consent',
    'work',
    'next',
    'idempotencyKey',
    'campaignId',
    'set',
    'take',
    'coupons',
    'choose',
  ],
  ...['expectedVersion', 'at', 'parentId', 'beforeId', 'instalments', 'which', 'bearer'],
  ...[
    'expectedTotalAmount',
    'addressId',
    'gateway',
    'province',
    'city',
    'regionCode',
    'district',
    'delivery',
    'role',
    'days',
  ],
  // What a campaign is made of, chosen and not typed.
  ...['kind', 'drop', 'scope', 'stepsOff', 'validity', 'act', 'propose', 'from', 'until'],
  // What a freight template is made of, chosen and not typed; and how several add up.
  ...['add', 'open', 'basis', 'freeMode', 'freeBasis', 'picking', 'mode'],
  // A reason that is chosen out of a few.
  'chosen',
  // Cleaned by the pages for codes themselves.
  'code',
  // Which version of the settings was looked at.
  'expectedVersion',
];

type Schema = {
  [key: string]: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
};
let shop: TestShop;
let shopper: Shopper;

beforeAll(async () => {
  shop = await startTestShop({ LOG_LEVEL: 'silent' });
  shopper = await signUp(shop.url);
}, 120_000);
afterAll(() => shop.stop());

/** Every text in a schema by the name of its field, those within named after it too. */
function textsIn(schema: Schema | undefined, name: string): { name: string; schema: Schema }[] {
  if (schema === undefined) return [];
  const inner = [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, one]) =>
      textsIn(one, name in NOT_TYPED ? name : key),
    ),
    ...textsIn(schema.items, name),
    ...(schema.anyOf ?? []).flatMap((one) => textsIn(one, name)),
  ];
  return schema['type'] === 'string' ? [{ name, schema }, ...inner] : inner;
}

/** What can only be one of a few words, or is built of digits and signs of ours. */
function isMachines({ name, schema }: { name: string; schema: Schema }): boolean {
  const isClosed = ['enum', 'const', 'pattern', 'format'].some((keyword) => keyword in schema);
  return name in NOT_TYPED || isClosed;
}

test('every text that a route takes is cleaned as its kind asks, or is known to be typed by nobody', async () => {
  const document = (await (await fetch(`${shop.url}/api/openapi.json`)).json()) as OpenApi;
  const texts = listRoutes(document).flatMap(({ method, path, operation }) =>
    [
      ...(operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .flatMap(({ name, schema }) => textsIn(schema as Schema, name)),
      ...textsIn(operation.requestBody?.content['application/json']?.schema as Schema | undefined, ''),
    ].map((text) => ({ ...text, at: `${method} ${path} ${text.name}` })),
  );
  const typed = texts.filter(({ schema }) => 'x-typed' in schema);
  expect(new Set(typed.map(({ name }) => name))).toEqual(
    new Set([
      ...[
        'day',
        'phone',
        'recipient',
        'street',
        'regionCode',
        'postalCode',
        'name',
        'note',
        'reason',
        'text',
        'tag',
        'tags',
        'add',
        'remove',
        'q',
      ],
      ...['account', 'otp'],
      'url',
      ...['account', 'otp', 'flag'],
      ...[
        'nameEn',
        'subtitle',
        'subtitleEn',
        'brand',
        'model',
        'description',
        'materials',
        'usage',
        'warranty',
      ],
      ...['value', 'values', 'question', 'answer', 'highlights', 'alt', 'altEn'],
      // Of the settings, whose texts come in two languages.
      ...['zh', 'en', 'email', 'company', 'licenceNo', 'residence', 'icpNo', 'publicSecurityNo'],
    ]),
  );
  const forgotten = texts.filter((text) => !('x-typed' in text.schema) && !isMachines(text));
  expect(forgotten.map(({ at }) => at)).toEqual([]);
});

test('an address is kept as it was meant, whatever came with it out of another program', async () => {
  const body = {
    recipient: '\u202a王五\u200b\u202c\u3000',
    phone: '\u202d+86 138–0013‑8000\u202c',
    regionCode: '３１０１１５ ',
    street: '\ufeff世纪大道\u00a0１００ 号，Ｂ座３－２０１\t',
    postalCode: ' 200 120\u200b',
  };
  const added = await shopper.call('POST', '/addresses', { body });
  expect(added).toMatchObject({
    status: 201,
    body: {
      recipient: '王五',
      phone: '13800138000',
      regionCode: '310115',
      street: '世纪大道 100 号，B座3-201',
      postalCode: '200120',
    },
  });
  const path = `/addresses/${added.body.id}`;
  const changed = await shopper.call('PATCH', path, {
    body: { recipient: '李\u200b四\u2060', postalCode: '\u200b' },
  });
  expect(changed.body).toMatchObject({ recipient: '李四' });
});

test.each(['\u200b', '\u3164', '\u2800', '\u00ad\u200d\ufe0f', ' \u3000\u2003'])(
  'a recipient of nothing that can be seen (%j) is none',
  async (recipient) => {
    const body = { recipient, phone: '13800138000', regionCode: '310115', street: '世纪大道 100 号' };
    expect(await shopper.call('POST', '/addresses', { body })).toMatchObject({
      status: 422,
      body: { code: 'recipient_invalid' },
    });
  },
);

test('a code goes to the phone that was meant, and signs in there', async () => {
  const visitor = makeCaller(shop.url);
  const phone = newPhone();
  const typed = `\u2066${phone.slice(0, 3)}\u2011${phone.slice(3, 7)}－${phone.slice(7)}\u2069`;
  const sent = await visitor.call('POST', '/auth/codes', { body: { phone: typed, purpose: 'sign-in' } });
  expect(sent.status).toBe(202);
  expect((await visitor.call('GET', `/demo/outbox?to=${phone}`)).body).toHaveLength(1);
});

test('a note is kept by its lines, counted without what nobody sees, and none where nothing is seen', async () => {
  const skuId = (
    await shop.database.pool.query<{ id: string }>(
      `select sku_id as id from stock join skus using (sku_id) where on_hand > 100 order by sku_id limit 1`,
    )
  ).rows[0]!.id;
  const lines = [{ skuId, quantity: 1 }];
  const quote = await shopper.call('POST', '/quotes', { body: { lines } });
  const place = (note: string) =>
    shopper.call('POST', '/orders', {
      key: randomUUID(),
      body: { lines, addressId: shopper.addressId, expectedTotalAmount: quote.body.totalAmount, note },
    });
  expect((await place('请放门口\u200b \r\n 谢谢\u202c')).body).toMatchObject({ note: '请放门口\n 谢谢' });
  expect((await place(` ${'字'.repeat(200)}${'\u200b'.repeat(50)}`)).body).toMatchObject({
    note: '字'.repeat(200),
  });
  expect((await place('\u200b\n')).body).toMatchObject({ note: null });
  expect((await place('字'.repeat(201))).body).toMatchObject({ status: 400, errors: [{ path: '/note' }] });
});

test('what is looked for is found without the marks that came with it', async () => {
  const find = async (q: string): Promise<unknown> =>
    (await makeCaller(shop.url).call('GET', `/products?q=${encodeURIComponent(q)}`)).body.items;
  const found = await find('耳机');
  expect(found).not.toEqual([]);
  expect(await find('\u202d耳\u200b机\u202c')).toEqual(found);
});

/** All files of the pages with that ending, with their text. */
function pagesSources(ending: string): { file: string; text: string }[] {
  const root = new URL('../web/src/', import.meta.url);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('.test.'))
    .map((file) => ({ file, text: readFileSync(new URL(file, root), 'utf8') }));
}

test('no field of a page cuts or refuses what was typed before it can be cleaned', () => {
  // A password is taken as it is; so long a one is refused, not cut.
  const asItIs = ['PasswordField.svelte', 'CodeField.svelte', 'form/Field.svelte'];
  const hasty = pagesSources('.svelte')
    .filter(({ file }) => !asItIs.some((name) => file.endsWith(name)))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/<(?:input|textarea|[A-Z]\w*Field)\b[^>]*?\s(maxlength|pattern)=/gs)].map(
        ([, attribute]) => `${file} ${attribute}`,
      ),
    );
  expect(hasty).toEqual([]);
});

test('every form field that a page reads is read by its kind, but for what pages of ours fill in', () => {
  const sources = pagesSources('.ts');
  const asText = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/readText\([^;]*?'(\w+)'/g)].map(([, name]) => ({ file, name: name! })),
  );
  expect(asText.length).toBeGreaterThan(20);
  expect(asText.filter(({ name }) => !MADE_BY_PAGES.includes(name))).toEqual([]);
});
