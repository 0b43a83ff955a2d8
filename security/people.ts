import { randomInt, randomUUID } from 'node:crypto';

/** Somebody who signed up at the demo shop for the scan. */
export type Person = {
  readonly phone: string;
  /** `name=value` of the session's cookie, as a browser sends it. */
  readonly cookie: string;
  readonly token: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
};

export type Answer = { readonly status: number; readonly text: string; readonly json: Json };
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape are looked into
type Json = any;

/** Asks the API as a program does. */
export async function call(
  url: string,
  method: string,
  path: string,
  { body, token }: { body?: unknown; token?: string } = {},
): Promise<Answer & { readonly headers: Headers }> {
  const answer = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return {
    status: answer.status,
    text,
    json: isJson ? JSON.parse(text) : undefined,
    headers: answer.headers,
  };
}

/** Signs a new person up by phone and code, which a demo shop shows in its outbox. */
export async function signUp(url: string): Promise<Person> {
  const phone = `137${randomInt(0, 100_000_000).toString().padStart(8, '0')}`;
  await expectStatus(202, call(url, 'POST', '/api/v1/auth/codes', { body: { phone, purpose: 'sign-in' } }));
  const outbox = await call(url, 'GET', `/api/v1/demo/outbox?to=${phone}`);
  const version = await consentVersion(url, phone);
  const signedIn = await expectStatus(
    201,
    call(url, 'POST', '/api/v1/auth/sessions', {
      body: {
        phone,
        code: outbox.json[0].params.code as string,
        consent: { terms: true, privacy: true, version },
      },
    }),
  );
  const cookie = signedIn.headers
    .getSetCookie()
    .map((text) => text.split(';')[0]!)
    .find((pair) => /^(?:__Host-)?ks_session=/.test(pair));
  const token = signedIn.json.token as string;
  return {
    phone,
    token,
    cookie: cookie ?? '',
    call: (method, path, body) => call(url, method, path, { token, body }),
  };
}

/** The consent that is asked for now: who sends another is told. */
async function consentVersion(url: string, phone: string): Promise<string> {
  const refused = await call(url, 'POST', '/api/v1/auth/sessions', {
    body: { phone, code: '000000', consent: { terms: true, privacy: true, version: 'unknown' } },
  });
  return refused.json.version as string;
}

async function expectStatus<T extends Answer>(status: number, asked: Promise<T>): Promise<T> {
  const answer = await asked;
  if (answer.status !== status)
    throw new Error(
      `the shop answered ${answer.status} where ${status} was expected: ${answer.text.slice(0, 200)}`,
    );
  return answer;
}

/** What one person has, to be asked for by another. The names are those of the parameters of routes and pages. */
export type Belongings = {
  readonly ids: Readonly<Record<string, string>>;
  /** What must stand in no answer to anybody else. */
  readonly secrets: readonly string[];
};

/** An address, an order that is not paid, an open payment. */
export async function settleIn(person: Person): Promise<Belongings> {
  const [recipient, street] = ['司徒扫描', '扫描路 31 弄 7 号'];
  const address = await expectStatus(
    201,
    person.call('POST', '/api/v1/addresses', {
      recipient,
      phone: person.phone,
      regionCode: '310115',
      street,
      isDefault: true,
    }),
  );
  const skuId = await findSku(person);
  const lines = [{ skuId, quantity: 1 }];
  const quote = await person.call('POST', '/api/v1/quotes', { lines });
  const order = await expectStatus(
    201,
    person.call('POST', '/api/v1/orders', {
      lines,
      addressId: address.json.id as string,
      expectedTotalAmount: quote.json.totalAmount as number,
    }),
  );
  const orderNo = order.json.orderNo as string;
  const payment = await expectStatus(
    201,
    person.call('POST', `/api/v1/orders/${orderNo}/payments`, { gateway: 'sandbox', channel: 'qr' }),
  );
  const sessions = await person.call('GET', '/api/v1/auth/sessions');
  const ids = {
    addressId: address.json.id as string,
    orderNo,
    paymentNo: payment.json.paymentNo as string,
    sessionId: sessions.json.items[0].id as string,
    skuId,
  };
  return { ids, secrets: [person.phone, person.token, recipient, street] };
}

/** A SKU that can be bought now. */
export async function findSku(person: Pick<Person, 'call'>): Promise<string> {
  const { json } = await person.call('GET', '/api/v1/products?inStock=true&limit=20');
  for (const { slug } of json.items as { slug: string }[]) {
    const product = await person.call('GET', `/api/v1/products/${encodeURIComponent(slug)}`);
    const sku = (product.json.skus as { id: string; available: number }[]).find(
      ({ available }) => available > 60,
    );
    if (sku !== undefined) return sku.id;
  }
  throw new Error('the shop has nothing to sell just now');
}
