import { expect } from 'vitest';
import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import { ApiBrowser } from './api-browser.ts';
import { playPerson } from './play-person.ts';
import { makeCaller, newPhone, type Answer } from './shopper.ts';
import type { TestShop } from './test-shop.ts';

/** Longer than somebody has to wait for another code. */
const RESEND_MS = 60_001;

/** One that goes to providers and comes back. */
export class LoginBrowser extends ApiBrowser {
  readonly #shop: TestShop;

  constructor(shop: TestShop, userAgent?: string) {
    super(shop.url, userAgent);
    this.#shop = shop;
  }

  async start(provider = 'wechat', intent = 'sign-in', next?: string): Promise<string> {
    const { status, body } = await this.call('POST', `/auth/providers/${provider}/starts`, { intent, next });
    expect(status, JSON.stringify(body)).toBe(201);
    return body['url'] as string;
  }

  /** Comes back from a provider; answers the page it is led to. */
  async comeBack(query: URLSearchParams, provider = 'wechat'): Promise<string> {
    const { status, headers } = await this.call('GET', `/auth/providers/${provider}/callback?${query}`);
    expect(status).toBe(303);
    return headers.get('location')!;
  }

  async goAs(person: string, provider = 'wechat', intent = 'sign-in', next?: string): Promise<string> {
    return this.comeBack(await playPerson(await this.start(provider, intent, next), person), provider);
  }

  async completeBy(phone: string, code?: string): Promise<Answer> {
    return this.call('POST', '/auth/links', {
      phone,
      code: code ?? (await codeFor(this.#shop, phone)),
      consent: { terms: true, privacy: true, version: CONSENT_VERSION },
    });
  }

  isSignedIn = async (): Promise<boolean> => (await this.call('GET', '/me')).status === 200;
}

/** Why nobody was signed in or linked, as the page that the browser was led to names it. */
export const refusedBy = (page: string): string | null =>
  new URLSearchParams(page.split('?')[1]).get('refused');

/** A code for signing in, read where a demo shop keeps what it sends. */
export async function codeFor(shop: TestShop, phone: string): Promise<string> {
  const visitor = makeCaller(shop.url);
  shop.clock.advance(RESEND_MS);
  await visitor.call('POST', '/auth/codes', { body: { phone, purpose: 'sign-in' } });
  const { body } = await visitor.call('GET', `/demo/outbox?to=${phone}`);
  return (body as { params: { code?: string } }[]).find(({ params }) => params.code)!.params.code!;
}

/** A browser signed in by phone and code, which proves who is there. */
export async function signedIn(shop: TestShop): Promise<LoginBrowser> {
  const browser = new LoginBrowser(shop);
  const phone = newPhone();
  const code = await codeFor(shop, phone);
  const consent = { terms: true, privacy: true, version: CONSENT_VERSION };
  expect((await browser.call('POST', '/auth/sessions', { phone, code, consent })).status).toBe(201);
  return browser;
}

/** The id of who was made up last at a provider's page, by which they can be played again. */
export async function newestPerson(url: string): Promise<string> {
  const choices = await (await fetch(url)).text();
  return [...choices.matchAll(/value="([0-9a-f]{12})"/g)].at(-1)![1]!;
}

/** Somebody new at the provider, linked with a new customer. */
export async function newcomer(
  shop: TestShop,
  provider = 'wechat',
): Promise<{ person: string; phone: string; browser: LoginBrowser }> {
  const browser = new LoginBrowser(shop);
  const url = await browser.start(provider);
  const page = await browser.comeBack(await playPerson(url, 'new'), provider);
  expect(page).toBe('/login/link');
  const person = await newestPerson(url);
  const phone = newPhone();
  expect((await browser.completeBy(phone)).status).toBe(201);
  return { person, phone, browser };
}
