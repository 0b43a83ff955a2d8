import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 10;

/**
 * Asks again and again until the answer is neither undefined nor false, and answers it. Tests wait for what they need
 * instead of sleeping for as long as it usually takes. Fails with `what` when it takes longer than `withinMs`.
 */
export async function waitFor<Answer>(
  what: string,
  ask: () => Answer | undefined | false | Promise<Answer | undefined | false>,
  withinMs = 20_000,
): Promise<Answer> {
  const givesUpAt = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > givesUpAt) throw new Error(`Waited ${withinMs} ms in vain for: ${what}`);
    await pause(EVERY_MS);
  }
}
