import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import { ApiBrowser } from '../support/api-browser.ts';
import { newClientAddress, newPhone, type Answer } from '../support/shopper.ts';
import { solvePuzzle } from '../support/solve-puzzle.ts';
import { startTestShop, type TestShop } from '../support/test-shop.ts';

/**
 * A stranger who knows nothing but a phone asks for its codes, guesses at them and uses up what its owner would need; from
 * one address or from many, with a new browser each time, or from the network that the owner sits in.
 */
const CONSENT = { terms: true, privacy: true, version: CONSENT_VERSION };
const DAY_MS = 24 * 3_600_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop({ TRUSTED_PROXIES: '1' })), 120_000);
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * DAY_MS));

const browserAt = (clientAddress = newClientAddress()) => new ApiBrowser(shop.url, undefined, clientAddress);
const said = ({ status, body }: Answer) => (status < 300 ? status : (body['code'] as string));
const tally = (answers: readonly Answer[]) => {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[said(answer)] = (counts[said(answer)] ?? 0) + 1;
  return counts;
};

/** What was sent to a phone, newest first. */
async function codesTo(phone: string): Promise<string[]> {
  const sent = await shop.house.demo!.outbox(phone);
  return sent.flatMap(({ params }) => params['code'] ?? []);
}
const ask = (browser: ApiBrowser, phone: string, more: object = {}) =>
  browser.call('POST', '/auth/codes', { phone, purpose: 'sign-in', ...more });
const tryCode = (browser: ApiBrowser, phone: string, code: string, more: object = {}) =>
  browser.call('POST', '/auth/sessions', { phone, code, consent: CONSENT, ...more });
const other = (code: string, n = 1) => ((Number(code) + n) % 1_000_000).toString().padStart(6, '0');

/** Does it, and where a puzzle is asked for, solves it and does it again, as a page does. */
async function working(act: (more: object) => Promise<Answer>): Promise<Answer> {
  const first = await act({});
  if (said(first) !== 'work_required') return first;
  return act({ work: await solvePuzzle(first.body['puzzle'] as Parameters<typeof solvePuzzle>[0]) });
}

/** Somebody who has an account, in the browser in which they signed in. */
async function newOwner(clientAddress = newClientAddress()): Promise<{ phone: string; browser: ApiBrowser }> {
  const [phone, browser] = [newPhone(), browserAt(clientAddress)];
  expect(said(await ask(browser, phone))).toBe(202);
  const entered = await tryCode(browser, phone, (await codesTo(phone))[0]!);
  expect(entered.status, JSON.stringify(entered.body)).toBe(201);
  shop.clock.advance(61_000);
  return { phone, browser };
}

test('codes that strangers ask for take nothing from the owner: signing in, proving, changing the phone', async () => {
  const { phone, browser } = await newOwner();
  const next = newPhone();
  const strangers = Array.from({ length: 40 }, () => browserAt());
  const answers = await Promise.all([
    ...strangers.map((stranger) => ask(stranger, phone)),
    ...strangers.map((stranger) => ask(stranger, next)),
  ]);
  // Five for each phone; the owner was a stranger as well, before the first sign-in.
  expect(tally(answers)).toEqual({ 202: 9, work_required: 71 });
  expect((await browser.call('POST', '/auth/proofs/codes')).status).toBe(202);
  const proof = (await codesTo(phone))[0]!;
  expect((await browser.call('POST', '/auth/proofs', { code: proof })).status).toBe(204);
  expect((await browser.call('POST', '/me/phone/codes', { phone: next })).status).toBe(202);
  expect((await browser.call('DELETE', '/auth/sessions/current')).status).toBe(204);
  expect((await ask(browser, phone)).status).toBe(202);
  expect((await tryCode(browser, phone, (await codesTo(phone))[0]!)).status).toBe(201);
});

test('strangers who solve puzzles get ten codes a day to a phone, and the owner one more by a known browser', async () => {
  const { phone, browser } = await newOwner();
  const before = (await codesTo(phone)).length;
  const answers: Answer[] = [];
  for (let n = 0; n < 13; n += 1) {
    const stranger = browserAt();
    answers.push(await working((more) => ask(stranger, phone, more)));
  }
  expect(tally(answers)).toEqual({ 202: 9, too_many_codes: 4 });
  expect((await codesTo(phone)).length - before).toBe(9);
  expect(answers.at(-1)!.body).toMatchObject({ limitOf: 'phone' });
  expect((await ask(browser, phone)).status).toBe(202);
}, 60_000);

test('one stranger at one address cannot use up what all strangers together have', async () => {
  const { phone } = await newOwner();
  const clientAddress = newClientAddress();
  const answers: Answer[] = [];
  for (let n = 0; n < 8; n += 1)
    answers.push(await working((more) => ask(browserAt(clientAddress), phone, more)));
  // Without cookies one a minute; with new ones each time five a day.
  for (let n = 0; n < 8; n += 1) {
    const stranger = browserAt(clientAddress);
    await ask(stranger, newPhone());
    answers.push(await working((more) => ask(stranger, phone, more)));
  }
  expect(tally(answers)).toEqual({ 202: 5, too_many_codes: 11 });
  const elsewhere = browserAt();
  expect((await working((more) => ask(elsewhere, phone, more))).status).toBe(202);
}, 60_000);

test('wrong guesses by strangers leave the owner’s code alone, also from the same address, with cookies and without', async () => {
  const { phone, browser } = await newOwner();
  expect((await ask(browser, phone)).status).toBe(202);
  const code = (await codesTo(phone))[0]!;
  const near = browser.clientAddress!;
  const guessers = [
    ...Array.from({ length: 20 }, () => browserAt(near)),
    ...Array.from({ length: 20 }, () => browserAt()),
  ];
  const guesses = await Promise.all(
    guessers.map((guesser, n) => tryCode(guesser, phone, other(code, n + 1))),
  );
  expect(tally(guesses)).toEqual({ code_expired: 40 });
  // Even the right one is nobody's but the browser's that asked for it.
  expect(said(await tryCode(browserAt(near), phone, code))).toBe('code_expired');
  expect((await tryCode(browser, phone, code)).status).toBe(201);
});

test('a new customer’s first code is out of the reach of others in the network who send no cookies', async () => {
  const clientAddress = newClientAddress();
  const [phone, newcomer] = [newPhone(), browserAt(clientAddress)];
  expect((await ask(newcomer, phone)).status).toBe(202);
  const code = (await codesTo(phone))[0]!;
  for (let n = 1; n <= 6; n += 1) await tryCode(browserAt(clientAddress), phone, other(code, n));
  // It keeps the cookie that came with the code, and so has tries of its own.
  expect((await tryCode(newcomer, phone, code)).status).toBe(201);
});

test('who keeps no cookies gets in from the network in which the code was asked for, and nowhere else', async () => {
  const clientAddress = newClientAddress();
  const phone = newPhone();
  for (let day = 0; day < 3; day += 1) {
    expect((await ask(browserAt(clientAddress), phone)).status).toBe(202);
    const code = (await codesTo(phone))[0]!;
    expect(said(await tryCode(browserAt(), phone, code))).toBe('code_expired');
    expect((await tryCode(browserAt(clientAddress), phone, code)).status).toBe(201);
    expect(said(await tryCode(browserAt(clientAddress), phone, code))).toBe('code_expired');
    shop.clock.advance(61_000);
  }
});

test('guesses at one phone are bounded over any number of browsers and addresses, solved puzzles and all', async () => {
  const { phone, browser } = await newOwner();
  const answers: Answer[] = [];
  for (let n = 0; n < 12; n += 1) {
    const guesser = browserAt();
    if ((await working((more) => ask(guesser, phone, more))).status !== 202) continue;
    const code = (await codesTo(phone))[0]!;
    const tries = Array.from({ length: 12 }, (_, at) => tryCode(guesser, phone, other(code, at + 1)));
    answers.push(...(await Promise.all(tries)));
  }
  const counts = tally(answers);
  // Five tries of each code, of ten codes at most; after ten wrong ones a puzzle before each.
  expect(counts['code_wrong']).toBeLessThanOrEqual(20);
  expect(counts['work_required']).toBeGreaterThan(0);
  expect(counts[201]).toBeUndefined();
  expect((await ask(browser, phone)).status).toBe(202);
  expect((await tryCode(browser, phone, (await codesTo(phone))[0]!)).status).toBe(201);
}, 60_000);

test('a hundred codes without a cookie close no network: newcomers solve a puzzle, known browsers notice nothing', async () => {
  const clientAddress = newClientAddress();
  const { phone, browser } = await newOwner(clientAddress);
  const flood = await Promise.all(
    Array.from({ length: 130 }, () => ask(browserAt(clientAddress), newPhone())),
  );
  expect(tally(flood)).toEqual({ 202: 99, work_required: 31 });
  const newcomer = browserAt(clientAddress);
  const newcomers = newPhone();
  expect((await working((more) => ask(newcomer, newcomers, more))).status).toBe(202);
  expect((await tryCode(newcomer, newcomers, (await codesTo(newcomers))[0]!)).status).toBe(201);
  expect((await ask(browser, phone)).status).toBe(202);
  // And tries in vain, which cost the attacker nothing.
  const vain = await Promise.all(
    Array.from({ length: 230 }, () => tryCode(browserAt(clientAddress), newPhone(), '000000')),
  );
  expect(tally(vain)).toEqual({ code_expired: 200, too_many_tries: 30 });
  expect((await tryCode(browser, phone, (await codesTo(phone))[0]!)).status).toBe(201);
});
