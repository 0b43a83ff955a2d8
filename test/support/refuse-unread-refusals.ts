import { afterEach } from 'vitest';
import { takeUnreadRefusals } from './watch-refusals.ts';

// A call that is refused while a test takes it for done makes what follows prove nothing: nobody paid, nothing was
// cancelled. So a refusal that no test has read fails the test that caused it.
afterEach(() => {
  const missed = takeUnreadRefusals();
  if (missed.length > 0) throw new Error(`refusals that the test did not look at:\n${missed.join('\n')}`);
});
