import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from './support/back-office.ts';
import { passTime, runDueJobs } from './support/pass-time.ts';
import { makeCaller } from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';
import { waitFor } from './support/wait-for.ts';
import { MODULES } from '../server/modules.ts';
import { inTransaction } from '../server/platform/database.ts';
import { defineModule, type Ground } from '../server/platform/module.ts';
import type { RunningTask, TaskOutcome } from '../server/platform/tasks.ts';
import type { StaffSession } from '../server/modules/staff/index.ts';
import type { NewTask } from '../server/modules/tasks/index.ts';

const DAY_MS = 24 * 3_600_000;
const DONE = { state: 'done', report: { fine: true } } as const;

/** What each run of a toy's task does, in turn; the last one does for all that follow. */
let runs: ((task: RunningTask) => Promise<TaskOutcome>)[] = [];
const toyModule = defineModule({
  name: 'toyTasks',
  make: (_house: Ground) => ({
    api: {},
    tasks: {
      'count-toys': {
        permission: 'stock:change',
        changes: true,
        run: (task) => (runs.length > 1 ? runs.shift()! : runs[0]!)(task),
      },
    },
  }),
});

let shop: TestShop;
let warehouse: StaffCaller;
let session: StaffSession;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent' }, undefined, [...MODULES, toyModule]);
  warehouse = await signInAs(shop.url, 'warehouse');
  session = (await shop.house.staff.sessions.find(warehouse.token))!;
}, 120_000);
afterAll(() => shop.stop());

async function start(run: typeof runs, more: Partial<NewTask> = {}): Promise<string> {
  runs = run;
  const { id } = await shop.house.tasks.start(session, {
    ...{ kind: 'count-toys', input: { shelf: 7 }, language: 'zh-CN' as const },
    ...more,
  });
  return id;
}
const look = async (id: string) => (await warehouse.call('GET', `/staff/tasks/${id}`)).body;
const files = (): Promise<string[]> => readdir(shop.house.folder.tasks);
/** Runs it again at once, however long the queue would wait. */
const runAgain = (id: string, stopping?: AbortSignal) => shop.jobs['run-task']!({ taskId: id }, 1, stopping);

test('a task is seen and fetched by whoever may do what it does, leaves its acts, and goes with its file after a week', async () => {
  const id = await start([
    async (task) => {
      await task.tell({ done: 1, total: 3 });
      const content = Readable.from([Buffer.from(JSON.stringify(task.input)), Buffer.from('\n')]);
      await task.keepFile({ name: '玩具 1.json', mediaType: 'application/json' }, content);
      return DONE;
    },
  ]);
  expect(await look(id)).toMatchObject({ state: 'waiting', startedBy: warehouse.staffId, result: null });
  await runDueJobs(shop);
  expect(await look(id)).toMatchObject({
    ...{ state: 'done', done: 3, total: 3, input: { shelf: 7 }, report: { fine: true } },
    result: { name: '玩具 1.json', bytes: 12 },
  });

  const got = await fetch(`${shop.url}/api/v1/staff/tasks/${id}/result`, {
    headers: { authorization: `Bearer ${warehouse.token}` },
  });
  expect(await got.text()).toBe('{"shelf":7}\n');
  expect(got.headers.get('content-disposition')).toBe(
    `attachment; filename="___1.json"; filename*=UTF-8''%E7%8E%A9%E5%85%B7%201.json`,
  );
  expect(got.headers.get('cache-control')).toBe('no-store');
  const owner = await signInAs(shop.url, 'owner');
  const { items } = (await owner.call('GET', `/staff/audit?subjectKind=task&subjectId=${id}`)).body;
  expect(items.map(({ what }: { what: string }) => what)).toEqual(['task:fetch', 'task:start']);

  const viewer = await signInAs(shop.url, 'viewer');
  expect((await viewer.call('GET', '/staff/tasks')).body.items).toEqual([]);
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/result'],
    ['POST', '/cancellation'],
  ] as const)
    expect((await viewer.call(method, `/staff/tasks/${id}${path}`)).body.code).toBe('task_not_found');

  const asProgram = async (scope: string) => {
    const body = { name: scope, scopes: [scope], validDays: 1 };
    const { token } = (await owner.call('POST', '/staff/api-keys', { body })).body;
    return (await makeCaller(shop.url, token).call('GET', `/staff/tasks/${id}`)).body;
  };
  expect(await asProgram('stock:change')).toMatchObject({ state: 'done' });
  expect((await asProgram('orders:read')).code).toBe('task_not_found');

  expect(await files()).toHaveLength(1);
  shop.clock.advance(6 * DAY_MS);
  await shop.jobs['remove-expired-tasks']!({});
  expect(await files()).toHaveLength(1);
  shop.clock.advance(2 * DAY_MS);
  await shop.jobs['remove-expired-tasks']!({});
  expect(await files()).toEqual([]);
  warehouse = await signInAs(shop.url, 'warehouse');
  expect((await warehouse.call('GET', `/staff/tasks/${id}`)).body.code).toBe('task_not_found');
});

test('after a fault the next run goes on from what was saved, and one that gets no further is given up', async () => {
  const seen: unknown[] = [];
  const step = async (task: RunningTask): Promise<TaskOutcome> => {
    seen.push(task.saved);
    const done = ((task.saved as { done: number } | null)?.done ?? 0) + 1;
    await inTransaction(shop.house.database, (tx) => task.save(tx, { done, total: 9, saved: { done } }));
    throw new Error('the line broke');
  };
  const stuck = async (): Promise<TaskOutcome> => {
    throw new Error('nothing works');
  };
  const id = await start([step, step, step, step, step, step, stuck]);
  for (let run = 1; run <= 6; run += 1) await expect(runAgain(id)).rejects.toThrow('the line broke');
  expect(seen).toEqual([null, ...[1, 2, 3, 4, 5].map((done) => ({ done }))]);
  for (let run = 1; run <= 3; run += 1) await expect(runAgain(id)).rejects.toThrow('nothing works');
  expect(await look(id)).toMatchObject({ state: 'running', done: 6, total: 9 });
  await runAgain(id);
  expect(await look(id)).toMatchObject({ state: 'failed', done: 6, report: { code: 'given_up' } });
});

test('where the program stops, the work ends at its next step and is gone on with later, which counts as no try', async () => {
  const stopping = new AbortController();
  const untilTold = async (task: RunningTask): Promise<TaskOutcome> => {
    stopping.abort();
    await task.tell({ done: 1 });
    return DONE;
  };
  const id = await start([untilTold, async () => DONE]);
  await runAgain(id, stopping.signal);
  expect(await look(id)).toMatchObject({ state: 'running' });
  const { rows } = await shop.database.pool.query('select tries from tasks where task_id = $1', [id]);
  expect(rows).toEqual([{ tries: 0 }]);
  // Jobs of one queue are done one after the other, and others may wait before it.
  await waitFor('the task to be gone on with', async () => {
    await runDueJobs(shop);
    return (await look(id)).state === 'done';
  });
});

test('what is cancelled ends at once where it waits, and at its next step where it runs: its transaction is undone', async () => {
  const cancel = (id: string) => warehouse.call('POST', `/staff/tasks/${id}/cancellation`);
  const waiting = await start([async () => DONE]);
  expect((await cancel(waiting)).status).toBe(202);
  expect(await look(waiting)).toMatchObject({ state: 'cancelled' });
  expect((await cancel(waiting)).body.code).toBe('task_has_ended');

  const running = await start([
    async (task) => {
      await task.keepFile({ name: 'a.csv', mediaType: 'text/csv' }, Readable.from([Buffer.from('a')]));
      expect((await cancel(task.id)).status).toBe(202);
      await inTransaction(shop.house.database, async (tx) => {
        await tx.query(`update stock set low_stock_at = 424242`);
        await task.finish(tx, DONE);
      });
      return DONE;
    },
  ]);
  await runAgain(running);
  expect(await look(running)).toMatchObject({ state: 'cancelled', report: null, result: null });
  const { rows } = await shop.database.pool.query('select from stock where low_stock_at = 424242 limit 1');
  expect(rows).toEqual([]);
  expect(await files()).toEqual([]);
});

test('a run that was taken for dead and lives writes nothing any more', async () => {
  const id = await start([
    async (task) => {
      runs = [async () => ({ state: 'done', report: 'of the second run' })];
      await runAgain(task.id);
      await task.tell({ done: 1 });
      return DONE;
    },
  ]);
  await runAgain(id);
  expect(await look(id)).toMatchObject({ state: 'done', done: 0, report: 'of the second run' });
});

test('what is started twice under one name is one task, and one whose job is lost is done all the same', async () => {
  const once = 'the shelf of today';
  const id = await start([async () => DONE], { once });
  expect(await start([async () => DONE], { once })).toBe(id);
  await shop.database.pool.query('delete from graphile_worker._private_jobs');
  await runDueJobs(shop);
  expect(await look(id)).toMatchObject({ state: 'waiting' });
  await passTime(shop, 20 * 60_000);
  expect(await look(id)).toMatchObject({ state: 'done' });
});
