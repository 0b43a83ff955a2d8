import { expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { isReady, readPid, runShop, settingsOfStartedShop } from './supervised-shop.ts';

test('the real shop comes back after kill -9 at the same address, with its data, and stops for good when told', async () => {
  const settings = await settingsOfStartedShop();
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

async function readProducts(port: string): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}/api/v1/products`)).json();
}
