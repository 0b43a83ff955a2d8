import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runWaitingJobs } from '../../test/support/run-waiting-jobs.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { inTransaction } from './database.ts';
import { makeSpine, type DeadLetter, type Spine } from './events.ts';

type Made = { readonly type: 'thing_made'; readonly v: 1; readonly id: number };
type Lost = { readonly type: 'thing_lost'; readonly v: 1; readonly id: number };

let database: TestDatabase;
let spine: Spine<Made | Lost>;
let letters: DeadLetter[];
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('delete from graphile_worker._private_jobs');
  letters = [];
  spine = makeSpine({
    database: database.pool,
    onDeadLetter: async (letter) => void letters.push(letter),
  });
});

const made = (id: number): Made => ({ type: 'thing_made', v: 1, id });
const lost = (id: number): Lost => ({ type: 'thing_lost', v: 1, id });
const emit = (...events: (Made | Lost)[]): Promise<void> =>
  inTransaction(database.pool, (tx) => spine.emit(tx, events));

type Waiting = { name: string; attempts: number };
const waiting = async (): Promise<Waiting[]> =>
  (
    await database.pool.query<Waiting>(
      'select task_identifier as name, attempts from graphile_worker.jobs order by task_identifier, id',
    )
  ).rows;

const tell = (): Promise<void> => runWaitingJobs(database.pool, spine.jobs());

test('a transaction adds one job for each listener that hears any of it, and a listener hears its own kinds only', async () => {
  const heard: string[] = [];
  spine.listen('makers', { thing_made: async ({ id }) => void heard.push(`made ${id}`) });
  spine.listen('losers', { thing_lost: async ({ id }) => void heard.push(`lost ${id}`) });
  spine.listen('deaf', {});
  await emit(made(1), lost(2), made(3));
  expect(await waiting()).toEqual([
    { name: 'hear-losers', attempts: 0 },
    { name: 'hear-makers', attempts: 0 },
  ]);
  await tell();
  expect(heard.sort()).toEqual(['lost 2', 'made 1', 'made 3']);
  expect(await waiting()).toEqual([]);
});

test('what was not saved has not happened', async () => {
  spine.listen('makers', { thing_made: () => Promise.reject(new Error('nobody made anything')) });
  await expect(
    inTransaction(database.pool, async (tx) => {
      await spine.emit(tx, [made(1)]);
      throw new Error('not saved');
    }),
  ).rejects.toThrow('not saved');
  expect(await waiting()).toEqual([]);
});

test('an event that fails holds up no other of its batch or listener, and is tried again by itself', async () => {
  const heard: number[] = [];
  const failing = new Set([2]);
  const hear = async ({ id }: Made): Promise<void> => {
    if (failing.has(id)) throw new Error(`cannot do ${id}`);
    heard.push(id);
  };
  spine.listen('makers', { thing_made: hear });
  spine.listen('others', { thing_made: async ({ id }) => void heard.push(id * 10) });
  await emit(made(1), made(2), made(3));
  await tell();
  expect(heard.sort((a, b) => a - b)).toEqual([1, 3, 10, 20, 30]);
  // Once within its batch, once alone; and it waits for its next try.
  expect(await waiting()).toEqual([{ name: 'hear-makers', attempts: 1 }]);
  failing.clear();
  await database.pool.query('update graphile_worker._private_jobs set run_at = now()');
  await tell();
  expect(heard).toHaveLength(6);
  expect(heard).toContain(2);
  expect(await waiting()).toEqual([]);
});

test('after its last try an event is handed over as a dead letter, and a letter that cannot be kept is not lost', async () => {
  spine.listen('makers', { thing_made: () => Promise.reject(new Error('never')) });
  const job = spine.jobs()['hear-makers']!;
  const payload = { events: [made(7)] };
  await expect(job(payload, 17)).rejects.toThrow('never');
  expect(letters).toEqual([]);
  await job(payload, 18);
  expect(letters).toMatchObject([{ listener: 'makers', event: made(7), error: { message: 'never' } }]);
  const full = makeSpine<Made>({
    database: database.pool,
    onDeadLetter: () => Promise.reject(new Error('no room')),
  });
  full.listen('makers', { thing_made: () => Promise.reject(new Error('never')) });
  // More tries are left than the last one, so that it is handed over again.
  await expect(full.jobs()['hear-makers']!(payload, 18)).rejects.toThrow('no room');
});

test('an event that its listener hangs on costs the others of its batch their time, and nothing more', async () => {
  const heard: number[] = [];
  spine = makeSpine({
    database: database.pool,
    onDeadLetter: async (letter) => void letters.push(letter),
    withinMs: 50,
  });
  spine.listen('makers', {
    thing_made: ({ id }) => (id === 1 ? new Promise(() => undefined) : Promise.resolve(void heard.push(id))),
  });
  await emit(made(1), made(2), made(3));
  await tell();
  expect(heard.sort()).toEqual([2, 3]);
  expect(await waiting()).toEqual([{ name: 'hear-makers', attempts: 1 }]);
});

test('two listeners of one name are a mistake', () => {
  spine.listen('makers', {});
  expect(() => spine.listen('makers', {})).toThrow('listens already');
});
