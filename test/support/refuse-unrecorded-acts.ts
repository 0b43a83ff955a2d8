import { afterEach } from 'vitest';
import { takeUnrecorded, watchActs } from './watch-acts.ts';

// Whatever the staff change has its row in the trail. So of every request of theirs that a test makes, whichever it is, and that
// writes something it is looked at whether it wrote an act too.
watchActs();

afterEach(async () => {
  const unrecorded = await takeUnrecorded();
  if (unrecorded.length > 0)
    throw new Error(`what staff did and the trail does not tell:\n${unrecorded.join('\n')}`);
});
