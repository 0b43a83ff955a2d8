import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftover } from '../../server/platform/embedded-postgres/end-leftover.ts';
import { tryHoldLock } from '../../server/platform/hold-lock.ts';
import { IN_MEMORY } from './quick-folder.ts';

/** How the temporary folders of test servers begin. */
export const TEST_FOLDER = 'ks-order-test-';

/** A run that was killed leaves its server running and its folder in place. Those that nobody holds any more are removed. */
export async function removeAbandonedServers(): Promise<void> {
  for (const parent of [tmpdir(), IN_MEMORY].filter(existsSync)) await removeAbandonedIn(parent);
}

async function removeAbandonedIn(parent: string): Promise<void> {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(TEST_FOLDER))) {
    const home = join(parent, name, 'postgres');
    const lock = existsSync(join(home, 'lock')) ? tryHoldLock(join(home, 'lock')) : undefined;
    if (lock === undefined) continue;
    await endLeftover(join(home, 'cluster'), () => undefined);
    rmSync(join(parent, name), { recursive: true, force: true });
    lock.release();
  }
}
