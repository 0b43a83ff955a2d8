import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// The tests run on a cluster, too (CONTRIBUTING.md). Views of locks and of scans, and the text of plans, tell there of the
// coordinator alone: a test that asks them says so by `onOneServer`, or stands here with the reason.

const ROOT = join(import.meta.dirname, '..');
const ASKS = /\bpg_stat_\w+|\bpg_locks\b|\bexplain (execute|select|\(|\$)|\b(whileHeld|expectWalks)\b/;

const OF_THE_COORDINATOR: Readonly<Record<string, string>> = {
  'server/modules/audit/list-acts.db.test.ts': 'the trail is whole on the coordinator',
  'server/modules/ordering/take-again.shop.test.ts':
    'stock is whole on the coordinator, and its rows are held there',
  'server/platform/embedded-postgres/create-cluster.test.ts': 'of a server that the test starts itself',
  'server/platform/embedded-postgres/supervise-postmaster.test.ts': 'of a server that the test starts itself',
  'server/platform/live-workers.db.test.ts': 'advisory locks are those of the coordinator',
  'test/attacks/late-notification.shop.test.ts': 'whether the program has a transaction open there',
};

test('what only one server tells is asked by a test that says so', () => {
  const files = globSync(['server/**/*.test.ts', 'test/**/*.test.ts'], { cwd: ROOT }).filter((file) =>
    ASKS.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  const silent = files.filter((file) => !readFileSync(join(ROOT, file), 'utf8').includes('onOneServer'));
  expect(silent.toSorted()).toEqual(Object.keys(OF_THE_COORDINATOR));
  expect(files.length - silent.length).toBeGreaterThan(5);
});
