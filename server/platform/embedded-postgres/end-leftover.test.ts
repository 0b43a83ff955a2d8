import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { query, startInOtherProcess, startServer, useSeed } from '../../../test/support/embedded-server.ts';
import { readPostmasterFile } from './find-postmaster.ts';

const copySeed = useSeed();

test('a server that outlived its killed program is stopped cleanly and replaced', async () => {
  const dataDir = copySeed();
  const { program, serverPid } = await startInOtherProcess(dataDir);
  program.child.kill('SIGKILL');
  await program.ended;
  const server = await startServer(dataDir);
  expect(server.said).toEqual([expect.stringMatching(/stopping the database that the last run left behind/)]);
  expect(server.pid()).not.toBe(serverPid);
  expect(readFileSync(join(dataDir, 'logs', 'postgres.log'), 'utf8')).toContain(
    'database system is shut down',
  );
});

test('the next start works after program and server were killed together', async () => {
  const dataDir = copySeed();
  const { program, serverPid } = await startInOtherProcess(dataDir);
  program.child.kill('SIGKILL');
  process.kill(serverPid, 'SIGKILL');
  await program.ended;
  const server = await startServer(dataDir);
  expect(await query(server.connection, 'select * from kept')).toEqual([]);
});

test('a leftover process number that belongs to another program by now neither harms it nor stands in the way', async () => {
  const dataDir = copySeed();
  const { program, serverPid } = await startInOtherProcess(dataDir);
  program.child.kill('SIGKILL');
  process.kill(serverPid, 'SIGKILL');
  await program.ended;
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)));
  const server = await startServer(dataDir);
  expect(readPostmasterFile(join(dataDir, 'postgres', 'cluster'))?.pid).toBe(server.pid());
});
