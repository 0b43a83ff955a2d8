import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { systemClock } from '../../kernel/clock.ts';
import { sweep } from './sweep.ts';

let database: TestDatabase;
let logged: object[];
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  logged = [];
  await database.pool.query('delete from cases');
});

async function* onePage(...items: string[]): AsyncGenerator<string[]> {
  yield items;
}

function run(items: string[], work: (item: string) => Promise<void>, withinMs = 10_000): Promise<void> {
  return sweep<string>(
    {
      database: database.pool,
      clock: systemClock,
      log: { error: (facts) => void logged.push(facts) },
    },
    {
      job: 'count',
      pages: onePage(...items),
      atOnce: 1,
      subjectOf: (item) => item,
      findAgain: async (subject) => (subject.startsWith('gone') ? undefined : subject),
      work,
      withinMs,
    },
  );
}

const open = async (): Promise<string[]> =>
  (
    await database.pool.query<{ subject: string }>(
      'select subject from cases where closed_at is null order by subject',
    )
  ).rows.map(({ subject }) => subject);

test('one that hangs is given up after its time, and the others are done', async () => {
  const done: string[] = [];
  const hang = new Promise<void>(() => undefined);
  await run(['a', 'hangs', 'b'], async (item) => (item === 'hangs' ? hang : void done.push(item)), 50);
  expect(done).toEqual(['a', 'b']);
  expect(await open()).toEqual(['count hangs']);
  expect(logged).toMatchObject([{ job: 'count', subject: 'hangs', others: 0 }]);
});

test('what was stuck is tried again where the list does not name it, and is no case where nothing is left to do', async () => {
  const fail = (): Promise<void> => Promise.reject(new Error('broken'));
  await run(['stays', 'gone', 'mended'], fail);
  expect(await open()).toEqual(['count gone', 'count mended', 'count stays']);
  expect(logged).toMatchObject([{ subject: 'stays', others: 2 }]);
  await run([], async (item) => (item === 'stays' ? fail() : undefined));
  expect(await open()).toEqual(['count stays']);
  // It is known, and told once.
  expect(logged).toHaveLength(1);
  const { rows } = await database.pool.query<{ ending: string }>(
    `select distinct ending from cases where closed_at is not null`,
  );
  expect(rows).toEqual([{ ending: 'resolved' }]);
});

test('where the database is gone no case is made of anything, and the job is tried again', async () => {
  const gone = Object.assign(new Error('terminating connection'), { code: '57P01' });
  const done: string[] = [];
  const running = run(['a', 'b'], async (item) =>
    item === 'a' ? Promise.reject(gone) : void done.push(item),
  );
  await expect(running).rejects.toThrow('terminating connection');
  expect(done).toEqual(['b']);
  expect(await open()).toEqual([]);
});
