import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quickFolder } from '../support/quick-folder.ts';
import { killUnderLoad } from './kill-under-load.ts';

test('kill -9 of PostgreSQL, then of the program, under load: every answered order is there exactly once', async () => {
  const dataDir = mkdtempSync(join(quickFolder(), 'ks-order-kill-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(dataDir, 0o711);
  try {
    const { orders } = await killUnderLoad(dataDir, ['postgres', 'program']);
    expect(orders).toBeGreaterThan(300);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 180_000);
