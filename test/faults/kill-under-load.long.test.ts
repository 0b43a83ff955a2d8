import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killUnderLoad, type Victim } from './kill-under-load.ts';

const TEN: Victim[] = [
  'program',
  'postgres',
  'both',
  'postgres',
  'program',
  'postgres',
  'both',
  'program',
  'postgres',
  'program',
];

test('kill -9 ten times under load: every answered order is there exactly once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ks-order-kill-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(dataDir, 0o711);
  try {
    const { orders } = await killUnderLoad(dataDir, TEN);
    expect(orders).toBeGreaterThan(1_500);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 600_000);
