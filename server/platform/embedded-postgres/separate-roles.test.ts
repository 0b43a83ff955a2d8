import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { query, startServer, useSeed } from '../../../test/support/embedded-server.ts';
import { chooseHome } from './choose-home.ts';
import { findBinaries } from './find-binaries.ts';
import { placeBinaries } from './place-binaries.ts';
import { runSingleUser } from './run-single-user.ts';

const copySeed = useSeed();
const OLD_RULES = 'local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n';

test('the password of the shop opens the database for the shop alone, not for the owner of the cluster', async () => {
  const server = await startServer(copySeed());
  await expect(query({ ...server.connection, user: 'postgres' }, 'select 1')).rejects.toThrow(
    /pg_hba\.conf rejects connection .* user "postgres"/,
  );
  expect(server.said).toEqual([]);
});

test('a cluster of an earlier version is carried over by its next start, once, with all it holds', async () => {
  const dataDir = await makeOldCluster();
  const file = join(dataDir, 'postgres', 'cluster', 'pg_hba.conf');
  const { uid, mode } = statSync(file);
  const first = await startServer(dataDir);
  expect(first.said).toEqual([expect.stringMatching(/taking the password .* away from its owner, once/)]);
  expect(await query(first.connection, 'select n from kept')).toEqual([{ n: 7 }]);
  await expect(query({ ...first.connection, user: 'postgres' }, 'select 1')).rejects.toThrow();
  expect(statSync(file)).toMatchObject({ uid, mode });
  await first.stop();
  // Not by the rules alone: the owner has no password any more.
  writeFileSync(file, `local all postgres scram-sha-256\n${readFileSync(file, 'utf8')}`);
  const second = await startServer(dataDir);
  expect(second.said).toEqual([]);
  await expect(query({ ...second.connection, user: 'postgres' }, 'select 1')).rejects.toMatchObject({
    code: '28P01',
  });
  expect(await query(second.connection, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('rules of access that somebody added stay when the cluster is carried over', async () => {
  const added = '# for the accountant\nlocal all accountant scram-sha-256\n';
  const dataDir = await makeOldCluster(`${added}${OLD_RULES}`);
  await startServer(dataDir);
  expect(readFileSync(join(dataDir, 'postgres', 'cluster', 'pg_hba.conf'), 'utf8')).toBe(
    `local all postgres reject\nhost all postgres all reject\n${added}${OLD_RULES}`,
  );
});

/** As versions before this one made it: the owner has the password of the shop, and may come in by it. */
async function makeOldCluster(rules = OLD_RULES): Promise<string> {
  const dataDir = copySeed();
  const server = await startServer(dataDir);
  await query(server.connection, 'insert into kept values (7)');
  await server.stop();
  const home = await chooseHome(dataDir, '/var/lib/ks-order', () => undefined);
  const binaries = await placeBinaries(findBinaries(), home.account, '/var/lib/ks-order', () => undefined);
  const cluster = realpathSync(join(dataDir, 'postgres', 'cluster'));
  const failed = await runSingleUser(cluster, home, binaries, [
    `alter role postgres password '${server.connection.password}'`,
  ]);
  expect(failed).toBeUndefined();
  writeFileSync(join(cluster, 'pg_hba.conf'), rules);
  return dataDir;
}
