import { test } from 'vitest';
import { playLosingJobs } from './lose-jobs.ts';

// A job is a wake-up: the row that it stands for says what is to be done, and the clock finds what no job woke.

/** The same number loses the same. */
const SEED = Number(process.env['LOST_JOBS_SEED'] ?? Math.trunc(Math.random() * 1_000_000));

test(`jobs are lost at random, and everything still gets done (LOST_JOBS_SEED=${SEED})`, async () => {
  await playLosingJobs(SEED, 2);
}, 120_000);
