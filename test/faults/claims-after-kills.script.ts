import { newCustomerId } from '../../server/kernel/ids.ts';
import { openDatabase } from '../../server/platform/database.ts';
import type { CouponRecord } from '../../server/modules/pricing/campaigns/campaign-record.ts';
import { makeClaiming } from '../../server/modules/pricing/coupons/claim-coupons.ts';

// Claims coupons of a campaign for one customer after another until it is killed, and says each that it was answered with.

const [url, given] = process.argv.slice(2);
const { startsAt, endsAt, ...same } = JSON.parse(given!) as CouponRecord;
const campaign = { ...same, startsAt: new Date(startsAt), endsAt: new Date(endsAt) } as CouponRecord;
const onError = (error: Error): void => console.error(error);
const claiming = makeClaiming({
  database: openDatabase({ connection: { connectionString: url! }, max: 8, onError }),
  spread: { isOverMany: false, groupOf: () => '' },
  clock: { now: () => new Date() },
  findBuyers: async () => new Set(),
});
console.log('ready');
const AT_ONCE = 16;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (;;) {
      const outcome = await claiming.submit({
        ...{ customerId: newCustomerId(), campaign, way: 'claimed', people: [] },
      });
      if (outcome.ok) console.log(outcome.value.coupon.couponId);
      else if (outcome.error.code === 'coupon_gone') console.log('gone');
      else throw new Error(outcome.error.code);
    }
  }),
);
