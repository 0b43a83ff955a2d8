import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyStartedShop } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { quickFolder } from '../support/quick-folder.ts';
import { exitOf, spawnProgram, startProgram, type Program } from '../support/run-program.ts';

let folder: string;
let running: Program;
let runningEnv: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(quickFolder(), 'ks-order-start-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(folder, 0o711);
  runningEnv = { PORT: String(await findFreePort()), DATA_DIR: await startedShop('data') };
  running = await startProgram(runningEnv);
}, 120_000);
afterAll(async () => {
  await running.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

/** The data folder of a shop that was started before. */
async function startedShop(name: string): Promise<string> {
  mkdirSync(join(folder, name));
  await copyStartedShop(join(folder, name));
  return join(folder, name);
}

/** Starts the program with these settings and answers what it said when it gave up. */
async function refusal(env: Record<string, string>): Promise<string> {
  const program = spawnProgram({
    PORT: String(await findFreePort()),
    DATA_DIR: join(folder, 'never-made'),
    ...env,
  });
  const code = await exitOf(program);
  const said = program
    .output()
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('ks-order'));
  expect([code, said.length], program.output()).toEqual([1, 1]);
  expect(program.output()).not.toMatch(/\n\s+at /);
  return said[0]!;
}

test('a second start on the same data folder is refused, and the first goes on', async () => {
  expect(await refusal({ DATA_DIR: runningEnv['DATA_DIR']! })).toContain(String(running.child.pid));
  expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
});

test('a busy port is refused by name, and nothing is left half open', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const env = { PORT: String(port), DATA_DIR: await startedShop('busy') };
  expect(await refusal(env)).toMatch(new RegExp(`Port ${port} is used.*PORT=`));
  await new Promise((resolve) => other.close(resolve));
  const program = await startProgram(env);
  expect(await program.kill('SIGTERM')).toBe(0);
}, 90_000);

const NOBODY = 'postgres://nobody:secret@127.0.0.1:1/none';

test.each([
  [{ PORT: 'eighty' }, /PORT is "eighty".*whole number/],
  [{ DATABASE_URL: NOBODY }, /DATABASE_URL cannot be used.*ECONNREFUSED/],
  [
    { DATABASE_URL: NOBODY, PGSSLMODE: 'require', PGHOST: 'elsewhere' },
    /ECONNREFUSED.*PGSSLMODE=require counted too/,
  ],
  [{ DATABASE_URL: `${NOBODY}?sslrootcert=/nowhere.pem` }, /DATABASE_URL cannot be used.*nowhere\.pem/],
])('what cannot be used is one sentence: %j', async (env, expected) => {
  const said = await refusal(env);
  expect(said).toMatch(expected);
  expect(said).not.toContain('secret');
  expect(readdirSync(folder)).not.toContain('postgres');
});

test('a folder of somebody else is left alone', async () => {
  const foreign = join(folder, 'photos');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'cat.jpg'), 'meow');
  expect(await refusal({ DATA_DIR: foreign })).toMatch(/photos.*not made by ks-order/);
  expect(readdirSync(foreign)).toEqual(['cat.jpg']);
});

test('told to stop, the program answers what is running, stops its database and ends with 0', async () => {
  const env = { PORT: String(await findFreePort()), DATA_DIR: await startedShop('stopping') };
  const program = await startProgram(env);
  const answers = Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(`${program.url}/api/v1/products`).then((response) => response.status),
    ),
  );
  await answers;
  expect(await program.kill('SIGINT')).toBe(0);
  expect(readdirSync(join(env.DATA_DIR, 'postgres/cluster'))).not.toContain('postmaster.pid');
  const again = await startProgram(env);
  expect(await again.kill('SIGTERM')).toBe(0);
}, 90_000);
