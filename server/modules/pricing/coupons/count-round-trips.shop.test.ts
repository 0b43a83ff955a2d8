import { afterAll, beforeAll, expect, test } from 'vitest';
import { newCustomerId } from '../../../kernel/ids.ts';
import { couponCampaign, startCampaigns } from '../../../../test/support/campaigns.ts';
import { tapLine, type TappedLine } from '../../../../test/support/tap-line.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';
import type { CampaignRecord } from '../campaigns/campaign-record.ts';

let line: TappedLine;
let shop: TestShop;
beforeAll(async () => {
  // No jobs in this process: only requests use the line.
  shop = await startTestShop({ ROLE: 'web' }, async (url) => (line = await tapLine(url)).url);
}, 120_000);
afterAll(async () => {
  await shop.stop();
  line.server.close();
});

async function countTrips(work: () => Promise<unknown>): Promise<number> {
  const before = line.roundTrips();
  await work();
  return line.roundTrips() - before;
}
const claim = ({ campaignId }: CampaignRecord) =>
  shop.house.pricing.coupons.claim(
    { customerId: newCustomerId(), wanted: { campaignId }, from: { clientAddress: '10.0.0.1' } },
    'zh-CN',
  );
const many = (campaign: CampaignRecord) => Promise.all(Array.from({ length: 30 }, () => claim(campaign)));

test('claiming costs four round trips, for one as for thirty, and what is gone costs one', async () => {
  const [hot, gone] = [couponCampaign({ quotaPerDay: 1_000 }), couponCampaign({ quota: 1 })];
  await startCampaigns(shop.database.pool, [shop], [hot, gone]);
  await claim(gone);
  await many(hot); // opens the connections, prepares the statements and makes the rows of the day
  // A look, then lock, then read behind the lock, then write with commit.
  expect(await countTrips(() => claim(hot))).toBeLessThanOrEqual(4);
  expect(await countTrips(() => many(hot))).toBeLessThanOrEqual(4);
  expect(await countTrips(() => claim(gone))).toBe(1);
});

test('what can be claimed, and what somebody has, cost one round trip each', async () => {
  const { coupons } = shop.house.pricing;
  const customerId = newCustomerId();
  const offered = () => coupons.claimable(customerId, {}, 'zh-CN');
  const own = () => coupons.list(customerId, { list: 'usable' }, 'zh-CN');
  await offered();
  await own();
  expect(await countTrips(offered)).toBe(1);
  expect(await countTrips(own)).toBe(1);
});
