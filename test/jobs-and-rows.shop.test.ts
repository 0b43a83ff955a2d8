import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCrontab } from 'graphile-worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tablesOf } from '../server/make-house.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

// A job is a wake-up (docs/decisions/0049). docs/operating.md says of each for which row it stands, and who finds that row
// where the job is gone.

const BY_THE_CLOCK = '定时';
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop({ ROLE: 'web' })), 120_000);
afterAll(() => shop.stop());

type Line = { readonly job: string; readonly row: string; readonly foundBy: string };

function readLines(): Line[] {
  const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'operating.md'), 'utf8');
  const [, section = ''] = page.split('\n## 后台任务\n');
  return [...section.split('\n## ')[0]!.matchAll(/^\| `([\w-]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(
    ([, job, row, foundBy]) => ({ job: job!, row: row!, foundBy: foundBy! }),
  );
}

const named = (text: string): string[] => [...text.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!);

test('of every job it is written down which row it stands for and who finds that where the job is gone', () => {
  const lines = readLines();
  expect(lines.map(({ job }) => job).sort()).toEqual(Object.keys(shop.jobs).sort());
  const clock = new Set(parseCrontab(shop.crontab).map(({ task }) => task));
  const tables = new Set(tablesOf().map(({ table }) => table));
  for (const { job, row, foundBy } of lines) {
    expect(
      named(row).filter((name) => tables.has(name)),
      `the row of ${job}`,
    ).not.toEqual([]);
    const finders = foundBy === BY_THE_CLOCK ? [job] : named(foundBy);
    expect(finders, `who finds what ${job} was to do`).not.toEqual([]);
    expect(
      finders.filter((finder) => !clock.has(finder)),
      'is started by the clock',
    ).toEqual([]);
  }
});

test('what the clock starts is there, and is no second time where the first still runs', () => {
  const started = parseCrontab(shop.crontab);
  expect(started.map(({ task }) => task).filter((task) => !(task in shop.jobs))).toEqual([]);
  const careless = started.filter(
    ({ options }) => options.queueName === undefined || options.jobKey === undefined,
  );
  expect(careless.map(({ task }) => task)).toEqual([]);
});
