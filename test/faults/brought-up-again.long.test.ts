import { expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { isReady, runShop, settingsOfStartedShop } from './supervised-shop.ts';

test('a shop with too little memory even to start is given up after five runs, none of which stands in the way of the next start', async () => {
  const settings = await settingsOfStartedShop();
  const starved = runShop({ ...settings, NODE_OPTIONS: '--max-old-space-size=28' });
  expect(await starved.ended, starved.output()).toEqual({ code: 134, signal: null });
  expect(starved.output().match(/heap out of memory/g)).toHaveLength(5);
  expect(starved.output()).toMatch(
    /ended at once five times in a row \(SIGABRT, mostly for want of memory\)/,
  );
  runShop(settings);
  await waitFor('the shop', () => isReady(settings.PORT), 90_000);
}, 180_000);
