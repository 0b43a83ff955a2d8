import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startedBy } from './support/what-tests-start.ts';

// The name of a test tells what it costs (CONTRIBUTING.md): who looks for a quick one sees it in the list of files.

const ROOT = join(import.meta.dirname, '..');
/** What a name may end in, by what is started. The long ones have a suffix of their own, and are run by another command. */
const SUFFIXES = {
  shop: /\.(shop|long)\.test\.ts$/,
  database: /\.(db|http|long)\.test\.ts$/,
  nothing: /(?<!\.shop)\.test\.ts$/,
} as const;

const files = ['server', 'test'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file)),
);

test('a test that starts a whole shop says `.shop`, one that has a database `.db` or `.http`', () => {
  const started = files.map((file) => ({ file, starts: startedBy(file) }));
  for (const [kind, least] of [['shop', 50] as const, ['database', 40] as const])
    expect(started.filter(({ starts }) => starts === kind).length).toBeGreaterThan(least);
  expect(started.filter(({ file, starts }) => !SUFFIXES[starts].test(file))).toEqual([]);
});
