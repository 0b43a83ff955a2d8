import { defineConfig } from 'vitest/config';
import { forgetPgVariables } from './server/platform/pg-environment.ts';

// As every program of ours does before it opens a database: tests open theirs without its start.
forgetPgVariables(process.env);

export default defineConfig({
  test: {
    include: ['server/**/*.test.ts', 'test/**/*.test.ts', 'emulators/**/*.test.ts', 'security/**/*.test.ts'],
    // Browser journeys and the long forms of fault, storm and fuzz tests are run by commands of their own.
    exclude: ['**/node_modules/**', 'web/**', 'test/journeys/**', '**/*.long.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: [
      'test/support/refuse-console-errors.ts',
      'test/support/refuse-unread-refusals.ts',
      'test/support/refuse-unrecorded-acts.ts',
      'test/cluster/refuse-reads-before-writes.ts',
    ],
    // Processes, not threads: tests send signals, change folders and hold locks as the program does.
    pool: 'forks',
    // A file leaves nothing behind, so that the next one may run in the same process: what all of them import is read and
    // made ready once, which for each of them anew takes almost as long as the tests themselves.
    isolate: false,
    restoreMocks: true,
    maxWorkers: 2,
    // Guards against a test that hangs, on slow machines too; what must be quick is measured by itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
