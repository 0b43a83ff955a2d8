import { defineConfig, mergeConfig } from 'vitest/config';
import short from './vitest.config.ts';

/** The long forms: ten kills under load, 2,000 buyers, and the fuzz and storm tests with far more runs (see bin/run-checks.mjs). */
export default mergeConfig(
  { ...short, test: { ...short.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ['**/*.long.test.ts', 'test/fuzz-api.shop.test.ts', 'test/faults/storm.shop.test.ts'],
      exclude: ['**/node_modules/**'],
      maxWorkers: 1,
      testTimeout: 900_000,
    },
  }),
);
