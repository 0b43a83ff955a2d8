import { inTransaction, openDatabase } from '../../server/platform/database.ts';
import { makeSpine } from '../../server/platform/events.ts';
import { runJobs } from '../../server/platform/jobs.ts';

// Makes things and tells of them, and hears of them, until it is killed. With `hear` alone it makes none.

type Made = { readonly type: 'thing_made'; readonly v: 1; readonly id: string };

const [url, only] = process.argv.slice(2);
const onError = (error: Error): void => console.error(error);
const database = openDatabase({ connection: { connectionString: url! }, max: 8, onError });
const spine = makeSpine<Made>({
  database,
  onDeadLetter: ({ error }) => Promise.reject(error),
});
spine.listen('counter', {
  async thing_made({ id }) {
    await database.query('insert into heard (id) values ($1)', [id]);
    await database.query('insert into effects (id) values ($1) on conflict do nothing', [id]);
  },
});
spine.listen('fails-at-first', {
  async thing_made({ id }) {
    const { rowCount } = await database.query(
      'insert into stumbled (id) values ($1) on conflict do nothing',
      [id],
    );
    if (rowCount === 1) throw new Error('the first time fails');
  },
});
const log = { warn: () => undefined, error: () => undefined };
await runJobs({ database, jobs: spine.jobs(), crontab: '', log });
console.log('ready');
while (only !== 'hear') {
  await inTransaction(database, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      'insert into things select from generate_series(1, 8) returning id::text as id',
    );
    await spine.emit(
      tx,
      rows.map(({ id }) => ({ type: 'thing_made', v: 1, id })),
    );
  });
}
