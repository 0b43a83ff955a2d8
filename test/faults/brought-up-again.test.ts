import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { copyStartedShop } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { runNode, type RunningScript } from '../support/run-script.ts';
import { waitFor } from '../support/wait-for.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** One shop for the file. */
let settings: { DATA_DIR: string; PORT: string };

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ks-order-again-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(folder, 0o711);
  settings = { DATA_DIR: join(folder, 'data'), PORT: String(await findFreePort()) };
  mkdirSync(settings.DATA_DIR);
  await copyStartedShop(settings.DATA_DIR);
  return () => rmSync(folder, { recursive: true, force: true });
});

test('the real shop comes back after kill -9 at the same address, with its data, and stops for good when told', async () => {
  const running = runShop(settings);
  await waitFor('the shop', () => isReady(settings.PORT), 90_000);
  const [before, killed] = [await readProducts(settings.PORT), readPid(settings.DATA_DIR)];
  process.kill(killed, 'SIGKILL');
  await running.waitForOutput(/ended by itself \(SIGKILL, .*\); starting it again in 0\.01 s/);
  await waitFor(
    'the shop again',
    () => readPid(settings.DATA_DIR) !== killed && isReady(settings.PORT),
    60_000,
  );
  expect(running.output()).toMatch(/stopping the database that the last run left behind/);
  expect(await readProducts(settings.PORT)).toEqual(before);
  running.child.kill('SIGTERM');
  expect(await running.ended).toEqual({ code: 0, signal: null });
}, 180_000);

test('a shop with too little memory even to start is given up after five runs, none of which stands in the way of the next start', async () => {
  const starved = runShop({ ...settings, NODE_OPTIONS: '--max-old-space-size=28' });
  expect(await starved.ended, starved.output()).toEqual({ code: 134, signal: null });
  expect(starved.output().match(/heap out of memory/g)).toHaveLength(5);
  expect(starved.output()).toMatch(
    /ended at once five times in a row \(SIGABRT, mostly for want of memory\)/,
  );
  runShop(settings);
  await waitFor('the shop', () => isReady(settings.PORT), 90_000);
}, 180_000);

/** As `npm start` runs it, with pauses that a test can wait for. */
function runShop(settings: Record<string, string>): RunningScript {
  const script = `import('./bin/run-server.mjs')
    .then(({ runServer }) => runServer(process.execPath, { firstPauseMs: 10 }))
    .then((code) => { process.exitCode = code; });`;
  const env = { ...process.env, LOG_LEVEL: 'warn', RATE_LIMITS: 'off', NODE_ENV: 'production', ...settings };
  const running = runNode(['--eval', script], { cwd: ROOT, env });
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  });
  return running;
}

/** Whoever holds the data folder. */
function readPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'ks-order.lock.pid'), 'utf8'));
}

function isReady(port: string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function readProducts(port: string): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}/api/v1/products`)).json();
}
