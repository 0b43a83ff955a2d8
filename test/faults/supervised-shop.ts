import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { copyStartedShop } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { quickFolder } from '../support/quick-folder.ts';
import { runNode, type RunningScript } from '../support/run-script.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export type ShopSettings = { readonly DATA_DIR: string; readonly PORT: string };

/** The settings of a shop that was started before; its folder is gone with the test. */
export async function settingsOfStartedShop(): Promise<ShopSettings> {
  const folder = mkdtempSync(join(quickFolder(), 'ks-order-again-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(folder, 0o711);
  const settings = { DATA_DIR: join(folder, 'data'), PORT: String(await findFreePort()) };
  mkdirSync(settings.DATA_DIR);
  await copyStartedShop(settings.DATA_DIR);
  return settings;
}

/** As `npm start` runs it, with pauses that a test can wait for. */
export function runShop(settings: Record<string, string>): RunningScript {
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
export function readPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'ks-order.lock.pid'), 'utf8'));
}

export function isReady(port: string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
