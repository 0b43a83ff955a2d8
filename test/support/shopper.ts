import { randomInt, randomUUID } from 'node:crypto';
import { watchRefusal } from './watch-refusals.ts';

export type Answer<Body = Record<string, unknown>> = {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
};
type CallOptions = { body?: unknown; key?: string; headers?: Record<string, string> };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
type Any = any;
export type AnyAnswer = Answer<Any>;

/** Somebody who uses the API, signed in or not. */
export type Caller = { call(method: string, path: string, options?: CallOptions): Promise<AnyAnswer> };
export type Shopper = Caller & {
  readonly phone: string;
  readonly token: string;
  readonly customerId: string;
  readonly addressId: string;
};

export function makeCaller(url: string, token?: string): Caller {
  return {
    async call(method, path, { body, key, headers } = {}) {
      const response = await fetch(`${url}${path.startsWith('/api') ? '' : '/api/v1'}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      const { status, headers: answered } = response;
      const answer = { status, body: isJson ? JSON.parse(text) : text, headers: answered };
      return status < 400 ? answer : watchRefusal(`${method} ${path}`, answer);
    },
  };
}

export function newPhone(): string {
  return `13${randomInt(0, 1_000_000_000).toString().padStart(9, '0')}`;
}

/** A network address of its own, for a shop that trusts one proxy: limits count by address. */
export function newClientAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

/**
 * Registers a new customer as a person would: phone, code from the outbox, consent, one address. More than a hundred for
 * one shop need each a client address of its own (and TRUSTED_PROXIES=1): tests turn no limits off.
 */
export async function signUp(url: string, phone = newPhone(), clientAddress?: string): Promise<Shopper> {
  const visitor = makeCaller(url);
  const headers: Record<string, string> =
    clientAddress === undefined ? {} : { 'x-forwarded-for': clientAddress };
  const sent = await visitor.call('POST', '/auth/codes', { headers, body: { phone, purpose: 'sign-in' } });
  if (sent.status !== 202) throw new Error(`no code was sent: ${JSON.stringify(sent.body)}`);
  const outbox = await visitor.call('GET', `/demo/outbox?to=${phone}`);
  const policy = await consentVersion(visitor);
  const signedIn = await visitor.call('POST', '/auth/sessions', {
    headers,
    body: {
      phone,
      code: outbox.body[0].params.code,
      consent: { terms: true, privacy: true, version: policy },
    },
  });
  if (signedIn.status !== 201) throw new Error(`signing in failed: ${JSON.stringify(signedIn.body)}`);
  const caller = makeCaller(url, signedIn.body.token);
  const address = await caller.call('POST', '/addresses', { body: anAddress() });
  if (address.status !== 201) throw new Error(`no address: ${JSON.stringify(address.body)}`);
  return {
    ...caller,
    phone,
    token: signedIn.body.token,
    customerId: signedIn.body.customer.id,
    addressId: address.body.id,
  };
}

async function consentVersion(visitor: Caller): Promise<string> {
  const refused = await visitor.call('POST', '/auth/sessions', {
    body: { phone: newPhone(), code: '000000', consent: { terms: true, privacy: true, version: 'unknown' } },
  });
  return refused.body.version;
}

export function anAddress(): Record<string, unknown> {
  return {
    recipient: '李小满',
    phone: '13800138000',
    regionCode: '310115',
    street: '张江路 88 号 3 幢 502',
    isDefault: true,
  };
}

export type WantedSku = { skuId: string; quantity: number };

/** Orders what the quote says, at the price it says. */
export async function placeOrder(
  shopper: Shopper,
  lines: readonly WantedSku[],
  key: string = randomUUID(),
): Promise<Answer<Any>> {
  const quote = await shopper.call('POST', '/quotes', { body: { lines } });
  return shopper.call('POST', '/orders', {
    key,
    body: { lines, addressId: shopper.addressId, expectedTotalAmount: quote.body.totalAmount },
  });
}

export async function openPayment(
  shopper: Shopper,
  orderNo: string,
  key: string = randomUUID(),
): Promise<Answer<Any>> {
  return shopper.call('POST', `/orders/${orderNo}/payments`, {
    key,
    body: { gateway: 'sandbox', channel: 'qr' },
  });
}
