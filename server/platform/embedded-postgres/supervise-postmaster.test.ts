import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { query, startServer, useSeed, type ServerUnderTest } from '../../../test/support/embedded-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

const copySeed = useSeed();

test('a killed server comes back by itself at the same address, with every commit', async () => {
  const server = await startServer(copySeed());
  for (let n = 1; n <= 3; n += 1) {
    await query(server.connection, `insert into kept values (${n})`);
    await killAndWait(server);
  }
  expect(await query(server.connection, 'select n from kept order by n')).toEqual([
    { n: 1 },
    { n: 2 },
    { n: 3 },
  ]);
  expect(server.logged.join('\n')).toMatch(
    /PostgreSQL ended by itself \(SIGKILL\)[^]*PostgreSQL was started again/,
  );
});

test('a server that is killed while it works for many comes back, though its processes take their time to leave', async () => {
  const server = await startServer(copySeed());
  const workers = Array.from({ length: 8 }, () =>
    query(server.connection, `select sum(n) from generate_series(1, 200000000) n`),
  );
  const outcomes = Promise.allSettled(workers);
  await waitFor('all of them at work', async () => {
    const [row] = await query(
      server.connection,
      `select count(*)::int as n from pg_stat_activity where query like 'select sum%'`,
    );
    return row?.['n'] === 8;
  });
  await killAndWait(server);
  expect(await query(server.connection, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
  await outcomes;
});

test('a server that cannot be brought back is reported after five failures', async () => {
  const dataDir = copySeed();
  const server = await startServer(dataDir);
  const failed = new Promise<Error>((resolve) => server.onFailed(resolve));
  rmSync(join(dataDir, 'postgres', 'cluster', 'global', 'pg_control'));
  process.kill(server.pid()!, 'SIGKILL');
  expect((await failed).message).toMatch(
    /failed 5 times within a minute; the last time: The database in .* does not start: .*pg_control/,
  );
  await server.stop();
});

test('a stop that comes while the server is being brought back leaves none running', async () => {
  const server = await startServer(copySeed());
  process.kill(server.pid()!, 'SIGKILL');
  await waitFor('the end of the server', () => server.pid() === undefined);
  await server.stop();
  expect(server.pid()).toBeUndefined();
  await expect(query(server.connection, 'select 1')).rejects.toThrow();
});

async function killAndWait(server: ServerUnderTest): Promise<void> {
  const killed = server.pid()!;
  process.kill(killed, 'SIGKILL');
  await waitFor('another server', () => server.pid() !== undefined && server.pid() !== killed);
}
