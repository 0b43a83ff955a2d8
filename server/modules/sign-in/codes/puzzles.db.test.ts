import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestIdentity,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';
import { solvePuzzle } from '../../../../test/support/solve-puzzle.ts';
import type { Puzzle } from '../../../platform/budgets/puzzles.ts';

let shop: TestIdentity;
let lastPhone = 13_300_000_000;
let lastNetwork = 0;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

const newPhone = (): string => String((lastPhone += 1));

/** An address from which so many wrong codes came, each five for a code of their own. */
async function guessers(wrong = 20): Promise<string> {
  const clientAddress = `10.3.${(lastNetwork += 1)}.1`;
  for (let n = 0; n < wrong; n += 5) {
    const { phone, code } = await newEntrance(clientAddress);
    const other = code === '000000' ? '111111' : '000000';
    for (let at = n; at < Math.min(wrong, n + 5); at += 1)
      expect(await shop.waysIn.signIn(shop.request(phone, other))).toMatchObject({
        error: { code: 'code_wrong' },
      });
  }
  return clientAddress;
}

type Entrance = { phone: string; code: string; clientAddress: string };

const payload = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

async function puzzleFor({ phone, code, clientAddress }: Entrance): Promise<Puzzle> {
  const outcome = await shop.waysIn.signIn(shop.request(phone, code, { clientAddress }));
  if (outcome.ok || outcome.error.code !== 'work_required') throw new Error('no puzzle was given');
  return outcome.error.puzzle;
}

const enter = ({ phone, code, clientAddress }: Entrance, work?: string) =>
  shop.waysIn.signIn(shop.request(phone, code, { clientAddress, ...(work && { work }) }));

async function newEntrance(clientAddress: string): Promise<Entrance> {
  const phone = newPhone();
  return { phone, code: await shop.codeFor(phone, clientAddress), clientAddress };
}

test('nobody has to work before twenty wrong ones came from there within the hour', async () => {
  const entrance = await newEntrance(await guessers(19));
  expect(await enter(entrance)).toMatchObject({ ok: true });
});

test('after that a right code gets in with a solved puzzle, and without one it is not used up', async () => {
  const entrance = await newEntrance(await guessers());
  const work = await solvePuzzle(await puzzleFor(entrance));
  expect(await enter(entrance)).toMatchObject({ error: { code: 'work_required' } });
  expect(await enter(entrance, work)).toMatchObject({ ok: true });
  shop.clock.advance(HOUR_MS);
  expect(await enter(await newEntrance(entrance.clientAddress))).toMatchObject({ ok: true });
});

test('a puzzle is good once, in all processes, however many show it at once', async () => {
  const entrance = await newEntrance(await guessers());
  const work = await solvePuzzle(await puzzleFor(entrance));
  const { waysIn: other } = await shop.another();
  const request = shop.request(entrance.phone, entrance.code, { work });
  const answers = await Promise.all([shop.waysIn, other, other].map((waysIn) => waysIn.signIn(request)));
  const said = answers.map((answer) => (answer.ok ? 'in' : answer.error.code));
  expect(said.filter((answer) => answer === 'in')).toHaveLength(1);
  expect(said.filter((answer) => answer !== 'in')).toEqual(
    expect.not.arrayContaining(['code_wrong', 'too_many_tries']),
  );
});

test('one that is made easier, for another address, or too old is worth nothing', async () => {
  const entrance = await newEntrance(await guessers());
  const puzzle = await puzzleFor(entrance);
  const work = await solvePuzzle(puzzle);
  const { parameters, signature } = puzzle;
  const refused = { error: { code: 'work_required' } };
  const easier = { parameters: { ...parameters, cost: 1 }, signature: signature! };
  const bad = [
    await solvePuzzle(easier),
    payload({ challenge: puzzle, solution: { counter: 0, derivedKey: '00' } }),
    payload({ challenge: puzzle }),
    payload(null),
    'no payload',
  ];
  for (const one of bad) expect(await enter(entrance, one)).toMatchObject(refused);
  const elsewhere = await newEntrance(await guessers());
  expect(await enter(elsewhere, work)).toMatchObject(refused);
  shop.clock.advance(5 * MINUTE_MS);
  await shop.codeFor(entrance.phone);
  expect(await enter(entrance, work)).toMatchObject(refused);
});
