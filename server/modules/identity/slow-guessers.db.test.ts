import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestIdentity,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../test/support/test-identity.ts';
import type { Puzzle } from './slow-guessers.ts';

let shop: TestIdentity;
let lastPhone = 13_300_000_000;
let lastNetwork = 0;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

const newPhone = (): string => String((lastPhone += 1));

/** An address from which so many wrong codes came. */
async function guessers(wrong = 20): Promise<string> {
  const clientAddress = `10.3.${(lastNetwork += 1)}.1`;
  for (let n = 0; n < wrong; n += 1) {
    expect(
      await shop.identity.signIn(shop.request('13300000000', '000000', { clientAddress })),
    ).toMatchObject({
      error: { code: 'code_expired' },
    });
  }
  return clientAddress;
}

type Entrance = { phone: string; code: string; clientAddress: string };

async function solve(challenge: Puzzle): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return payload({ challenge, solution });
}

const payload = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

async function puzzleFor({ phone, code, clientAddress }: Entrance): Promise<Puzzle> {
  const outcome = await shop.identity.signIn(shop.request(phone, code, { clientAddress }));
  if (outcome.ok || outcome.error.code !== 'work_required') throw new Error('no puzzle was given');
  return outcome.error.puzzle;
}

const enter = ({ phone, code, clientAddress }: Entrance, work?: string) =>
  shop.identity.signIn(shop.request(phone, code, { clientAddress, ...(work && { work }) }));

async function newEntrance(clientAddress: string): Promise<Entrance> {
  const phone = newPhone();
  return { phone, code: await shop.codeFor(phone), clientAddress };
}

test('nobody has to work before twenty wrong ones came from there within the hour', async () => {
  const entrance = await newEntrance(await guessers(19));
  expect(await enter(entrance)).toMatchObject({ ok: true });
});

test('after that a right code gets in with a solved puzzle, and without one it is not used up', async () => {
  const entrance = await newEntrance(await guessers());
  const work = await solve(await puzzleFor(entrance));
  expect(await enter(entrance)).toMatchObject({ error: { code: 'work_required' } });
  expect(await enter(entrance, work)).toMatchObject({ ok: true });
  shop.clock.advance(HOUR_MS);
  expect(await enter(await newEntrance(entrance.clientAddress))).toMatchObject({ ok: true });
});

test('a puzzle is good once, in all processes, however many show it at once', async () => {
  const entrance = await newEntrance(await guessers());
  const work = await solve(await puzzleFor(entrance));
  const other = await shop.another();
  const request = shop.request(newPhone(), '000000', { clientAddress: entrance.clientAddress, work });
  const answers = await Promise.all(
    [shop.identity, other, other].map((identity) => identity.signIn(request)),
  );
  expect(answers.map((answer) => !answer.ok && answer.error.code).sort()).toEqual([
    'code_expired',
    'work_required',
    'work_required',
  ]);
});

test('one that is made easier, for another address, or too old is worth nothing', async () => {
  const entrance = await newEntrance(await guessers());
  const puzzle = await puzzleFor(entrance);
  const work = await solve(puzzle);
  const { parameters, signature } = puzzle;
  const refused = { error: { code: 'work_required' } };
  const easier = { parameters: { ...parameters, cost: 1 }, signature: signature! };
  const bad = [
    await solve(easier),
    payload({ challenge: puzzle, solution: { counter: 0, derivedKey: '00' } }),
    payload({ challenge: puzzle }),
    payload(null),
    'no payload',
  ];
  for (const one of bad) expect(await enter(entrance, one)).toMatchObject(refused);
  const elsewhere = await newEntrance(await guessers());
  expect(await enter(elsewhere, work)).toMatchObject(refused);
  shop.clock.advance(5 * MINUTE_MS);
  expect(await enter(entrance, work)).toMatchObject(refused);
});
