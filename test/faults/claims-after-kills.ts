import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { countCoupons, couponCampaign, insertCampaigns } from '../support/campaigns.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

const SCRIPT = fileURLToPath(new URL('claims-after-kills.script.ts', import.meta.url));
/** Answered before each blow, so that it falls on claims that are being written. */
const ANSWERED_BEFORE = 20;

/**
 * Kills a process that gives coupons, again and again, and checks that what its quota says is what there is, that nothing that
 * was answered is lost, and that at the end exactly the quota was given.
 */
export async function killWhileClaiming(kills: number): Promise<{ answered: number; coupons: number }> {
  const database = await createTestDatabase();
  try {
    // More than are given before the last blow: each writes what was answered, and a batch at most besides.
    const quota = kills * (ANSWERED_BEFORE + 600);
    const campaign = couponCampaign({ quota, quotaPerDay: quota });
    await insertCampaigns(database.pool, [campaign]);
    const answered = new Set<string>();
    for (let count = 0; count < kills; count += 1) {
      const before = answered.size;
      const child = claimUntilKilled(database.url, JSON.stringify(campaign), answered);
      await waitFor('coupons to be given', () => answered.size >= before + ANSWERED_BEFORE, 30_000);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { coupons, used } = await countCoupons(database.pool, campaign.campaignId);
      expect(used).toBe(coupons);
      expect(coupons).toBeLessThanOrEqual(quota);
    }
    const last = claimUntilKilled(database.url, JSON.stringify(campaign), answered);
    await waitFor('nothing to be left', () => answered.has('gone'), 60_000);
    last.kill('SIGKILL');
    await once(last, 'exit');
    answered.delete('gone');
    const { rows } = await database.pool.query<{ id: string }>('select coupon_id as id from coupons');
    const there = new Set(rows.map(({ id }) => id));
    expect([...answered].filter((id) => !there.has(id))).toEqual([]);
    expect(await countCoupons(database.pool, campaign.campaignId)).toEqual({
      ...{ coupons: quota, used: quota, most: quota },
    });
    return { answered: answered.size, coupons: there.size };
  } finally {
    await database.drop();
  }
}

function claimUntilKilled(url: string, campaign: string, answered: Set<string>) {
  const child = spawn(process.execPath, [SCRIPT, url, campaign], { stdio: ['ignore', 'pipe', 'inherit'] });
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line !== 'ready') answered.add(line);
  });
  return child;
}
