import { expect } from 'vitest';
import type { Answer } from './shopper.ts';

/** As much of a browser as counts for the API: it keeps its cookies, names its origin, and follows nowhere by itself. */
export class ApiBrowser {
  readonly cookies = new Map<string, string>();
  readonly #url: string;
  readonly #userAgent: string;
  /** Of a shop that trusts one proxy: from where it calls. */
  clientAddress: string | undefined;

  constructor(
    url: string,
    userAgent = 'Mozilla/5.0 (Windows NT 10.0) Chrome/156.0',
    clientAddress: string | undefined = undefined,
  ) {
    this.#url = url;
    this.#userAgent = userAgent;
    this.clientAddress = clientAddress;
  }

  /** Behind a proxy the shop's own origin is its public one, whatever it is called by. */
  #origin(): string {
    return this.clientAddress === undefined ? this.#url : this.#url.replace('127.0.0.1', 'localhost');
  }

  async call(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        origin: this.#origin(),
        'user-agent': this.#userAgent,
        ...(this.clientAddress === undefined ? {} : { 'x-forwarded-for': this.clientAddress }),
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([\w-]+)=([^;]*)/.exec(cookie)!;
      expect(cookie).toMatch(/HttpOnly/);
      expect(cookie).toMatch(/SameSite=Lax/);
      if (value === '') this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    const text = await response.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, body: json, headers: response.headers };
  }
}
