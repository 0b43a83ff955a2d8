import pino from 'pino';
import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify';
import { expect } from 'vitest';
import { addressRoutes } from '../../server/modules/addresses/index.ts';
import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import { signInRoutes } from '../../server/modules/sign-in/index.ts';
import { createApi, type ApiApp } from '../../server/platform/http/api.ts';
import { createTestIdentity, type IdentityModules, type TestIdentity } from './test-identity.ts';

export const OWN = 'http://shop.example';
export const CONSENT = { terms: true, privacy: true, version: CONSENT_VERSION };

type More = Omit<InjectOptions, 'method' | 'url'> & { token?: string };

export type IdentityApi = {
  readonly shop: TestIdentity;
  readonly app: ApiApp;
  call(method: InjectOptions['method'], path: string, more?: More): Promise<Response>;
  /** A phone that nobody has. */
  newPhone(): string;
  /** Gets in over the API, with a fresh code. */
  signIn(phone?: string, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
};

/** The routes of signing in and of addresses, on modules of their own. */
export async function openIdentityApi(): Promise<IdentityApi> {
  const shop = await createTestIdentity();
  const app = await serveIdentity(shop);
  let lastPhone = 13_800_000_000;
  const newPhone = (): string => String((lastPhone += 1));
  const call: IdentityApi['call'] = (method, path, { token, headers, ...more } = {}) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return app.inject({ method, url: `/api/v1${path}`, headers: { ...authorization, ...headers }, ...more });
  };
  return {
    shop,
    app,
    call,
    newPhone,
    async signIn(phone = newPhone(), headers = {}) {
      await call('POST', '/auth/codes', { payload: { phone, purpose: 'sign-in' } });
      const payload = { phone, code: shop.sent.at(-1)!.code, consent: CONSENT };
      return call('POST', '/auth/sessions', { payload, headers });
    },
    async stop() {
      await app.close();
      await shop.stop();
    },
  };
}

/** `own`: the one origin whose pages may change something by a cookie. */
export async function serveIdentity(
  { waysIn, addresses }: Pick<IdentityModules, 'waysIn' | 'addresses'>,
  own = OWN,
): Promise<ApiApp> {
  const served = await createApi({
    cookies: waysIn.cookies,
    log: pino({ level: 'silent' }),
    findSession: (token) => waysIn.session(token),
    findStaff: () => Promise.resolve(undefined),
    isOwnOrigin: (origin) => origin === own,
  });
  await served.register(
    async (scope) => {
      const api = scope as unknown as ApiApp;
      signInRoutes(api, waysIn);
      addressRoutes(api, addresses);
    },
    { prefix: '/api/v1' },
  );
  await served.ready();
  return served;
}

export function expectRefusal(response: Response, status: number, code: string, facts: object = {}): void {
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(response.json()).toMatchObject({ status, code, ...facts });
  expect(response.statusCode).toBe(status);
  expect(response.json()).toMatchObject({
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
  });
}
