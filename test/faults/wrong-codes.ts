import { randomInt } from 'node:crypto';
import { expect } from 'vitest';
import { makeCaller, newClientAddress, newPhone, signUp } from '../support/shopper.ts';

export type Storm = {
  readonly url: string;
  /** Wrong codes in all, and from how many network addresses. */
  readonly tries: number;
  readonly addresses: number;
};

export type StormReport = {
  /** How often each answer was given to a wrong code: its status and code. */
  readonly answers: Readonly<Record<string, number>>;
  /** How many people signed in with the right code meanwhile, and how long that took them. */
  readonly signedIn: number;
  readonly p99Ms: number;
};

const AT_ONCE = 16;
/** Phones that have a live code to be guessed at. */
const VICTIMS = 50;
/** The shop trusts one proxy (TRUSTED_PROXIES=1), so whoever calls may say which address it comes from. */
const from = (clientAddress: string): Record<string, string> => ({ 'x-forwarded-for': clientAddress });

/** Tries wrong codes from many addresses as fast as they are answered, while others sign in with right ones. */
export async function stormWithWrongCodes({ url, tries, addresses }: Storm): Promise<StormReport> {
  const caller = makeCaller(url);
  const victims = await Promise.all(
    Array.from({ length: VICTIMS }, () => askForCode(url, newClientAddress())),
  );
  const version = await consentVersion(url);
  const answers: Record<string, number> = {};
  let left = tries;
  const attack = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { phone, code } = victims[left % VICTIMS]!;
      const { status, body } = await caller.call('POST', '/auth/sessions', {
        headers: from(`172.${16 + ((left % addresses) >> 8)}.${(left % addresses) & 255}.7`),
        body: { phone, code: otherThan(code), consent: { terms: true, privacy: true, version } },
      });
      const answer = `${status} ${body.code ?? ''}`;
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  const took: number[] = [];
  const enter = async (): Promise<void> => {
    do {
      const clientAddress = newClientAddress();
      const { phone, code } = await askForCode(url, clientAddress);
      const startedAt = performance.now();
      const { status, body } = await caller.call('POST', '/auth/sessions', {
        headers: from(clientAddress),
        body: { phone, code, consent: { terms: true, privacy: true, version } },
      });
      took.push(performance.now() - startedAt);
      expect(status, JSON.stringify(body)).toBe(201);
    } while (left > 0);
  };
  await Promise.all([...Array.from({ length: AT_ONCE }, attack), enter(), enter()]);
  took.sort((a, b) => a - b);
  return { answers, signedIn: took.length, p99Ms: took[Math.ceil(took.length * 0.99) - 1]! };
}

async function askForCode(url: string, clientAddress: string): Promise<{ phone: string; code: string }> {
  const caller = makeCaller(url);
  const phone = newPhone();
  const sent = await caller.call('POST', '/auth/codes', {
    headers: from(clientAddress),
    body: { phone, purpose: 'sign-in' },
  });
  expect(sent.status, JSON.stringify(sent.body)).toBe(202);
  const outbox = await caller.call('GET', `/demo/outbox?to=${phone}`, { headers: from(clientAddress) });
  return { phone, code: outbox.body[0].params.code };
}

function otherThan(code: string): string {
  const guess = randomInt(1_000_000).toString().padStart(6, '0');
  return guess === code ? otherThan(code) : guess;
}

async function consentVersion(url: string): Promise<string> {
  const { body } = await makeCaller(url).call('POST', '/auth/sessions', {
    body: { phone: newPhone(), code: '000000', consent: { terms: true, privacy: true, version: 'none' } },
  });
  return body.version;
}

/** What must hold after any storm: nobody got in by guessing, nothing broke, and a new customer still gets in. */
export async function expectNobodyGotIn(url: string, { answers }: StormReport): Promise<void> {
  const odd = Object.keys(answers).filter(
    (answer) => !/^(422 code_wrong|422 code_expired|403 work_required|429 too_many_tries)$/.test(answer),
  );
  expect(odd, JSON.stringify(answers)).toEqual([]);
  await signUp(url, newPhone(), newClientAddress());
}
