import { expect, test } from 'vitest';
import { killBetweenStateAndListeners } from './told-after-kills.ts';

test('killed at random moments, all that was saved is told to every listener, and done once', async () => {
  const { things, heard } = await killBetweenStateAndListeners(5);
  expect(things).toBeGreaterThan(5);
  expect(heard).toBeGreaterThanOrEqual(things);
}, 180_000);
