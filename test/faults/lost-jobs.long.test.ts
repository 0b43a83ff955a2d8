import { test } from 'vitest';
import { playLosingJobs } from './lose-jobs.ts';

const SEED = Number(process.env['LOST_JOBS_SEED'] ?? Math.trunc(Math.random() * 1_000_000));

test(`in the life of a shop of twenty rounds jobs are lost at random, and everything still gets done (LOST_JOBS_SEED=${SEED})`, async () => {
  await playLosingJobs(SEED, 20);
}, 600_000);
