import { defineConfig } from 'vitest/config';

/** A person's ways through the shop, in a real browser against the real program with its pages as they are built. */
export default defineConfig({
  test: {
    include: ['test/journeys/**/*.journey.ts'],
    setupFiles: ['test/support/refuse-unread-refusals.ts'],
    globalSetup: ['test/journeys/support/open-shop.ts'],
    // One browser and one program for the whole run: two at once only get in each other's way on a small machine.
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    // The files share one process, and with it the one line to the browser.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
