import { expect, test } from 'vitest';
import { killBetweenStateAndListeners } from './told-after-kills.ts';

test('killed 200 times at random moments, all that was saved is told to every listener, and done once', async () => {
  const { things, heard } = await killBetweenStateAndListeners(200);
  expect(things).toBeGreaterThan(200);
  expect(heard).toBeGreaterThanOrEqual(things);
}, 900_000);
