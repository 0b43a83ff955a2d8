import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of what the pages compute; they need the words, so the pages are built before. The pages themselves are walked through by the browser journeys. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['*.test.ts', 'old-browsers/*.test.ts', 'words/*.test.ts', 'src/**/*.test.ts'],
    maxWorkers: 2,
  },
});
