import { createHash, randomBytes } from 'node:crypto';

/** Somebody with an account at an emulated provider. */
export type Person = { readonly id: string; readonly name: string };

/** What a code or an access token stands for. */
export type Grant = {
  readonly appId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly person: Person;
};

type Issued = { readonly grant: Grant; readonly expiresAt: number; used: boolean };

/** Codes that are good once and for a time, and tokens, of one provider. */
export class Grants {
  readonly #codes = new Map<string, Issued>();
  readonly #tokens = new Map<string, { readonly grant: Grant; readonly expiresAt: number }>();
  readonly #codeMs: number;
  readonly #now: () => number;

  constructor(codeMs: number, now: () => number) {
    this.#codeMs = codeMs;
    this.#now = now;
  }

  issueCode(grant: Grant): string {
    const code = randomBytes(16).toString('hex');
    this.#codes.set(code, { grant, expiresAt: this.#now() + this.#codeMs, used: false });
    return code;
  }

  /** The grant of a code, once; else why not. A code of another app is left as it is. */
  redeem(code: string | undefined, appId: string): Grant | 'unknown' | 'expired' | 'used' {
    const issued = this.#codes.get(code ?? '');
    if (issued === undefined || issued.grant.appId !== appId) return 'unknown';
    if (issued.used) return 'used';
    if (issued.expiresAt <= this.#now()) return 'expired';
    issued.used = true;
    return issued.grant;
  }

  issueToken(grant: Grant, seconds: number): string {
    const token = randomBytes(24).toString('hex');
    this.#tokens.set(token, { grant, expiresAt: this.#now() + seconds * 1000 });
    return token;
  }

  grantOf(token: string | undefined): Grant | undefined {
    const issued = this.#tokens.get(token ?? '');
    return issued && issued.expiresAt > this.#now() ? issued.grant : undefined;
  }
}

/** The people of one provider. Those who are made stay until the emulator stops. */
export class People {
  readonly #people: Person[];

  constructor(names: readonly string[]) {
    this.#people = names.map((name, index) => ({ id: `known-${index + 1}`, name }));
  }

  list(): readonly Person[] {
    return this.#people;
  }

  find(id: string): Person | undefined {
    return this.#people.find((person) => person.id === id);
  }

  add(): Person {
    const id = randomBytes(6).toString('hex');
    const person = { id, name: `新用户 ${id.slice(0, 4).toUpperCase()}` };
    this.#people.push(person);
    return person;
  }
}

/**
 * An id of a person, the same at every start, so that a demo shop knows its people again tomorrow. `scope` is the app of
 * an open id, or empty for the id that all apps share.
 */
export function idOf(provider: string, scope: string, person: Person): string {
  return createHash('sha256').update(`${provider}\n${scope}\n${person.id}`).digest('base64url').slice(0, 28);
}
