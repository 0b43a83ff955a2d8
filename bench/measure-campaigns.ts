import pg from 'pg';
import type { SkuId } from '../server/kernel/ids.ts';
import { fen } from '../server/kernel/money.ts';
import { couponCampaign, insertCampaigns, promotion } from '../test/support/campaigns.ts';
import { newSkus } from '../test/support/new-sku.ts';
import { putOrders, say, warmUp, withBenchShop, type BenchShop, type Placing } from './bench-shop.ts';

/** Each is a pair of runs one after the other, so that a machine whose speed drifts does not decide. */
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);
const PIECES = 2_000_000_000;
const PRICE = 10_000;
/** What a coupon takes off an order of two pieces, and the campaign off one: freight stays free. */
const OFF_COUPON = 100;
const OFF_FLASH = 50;
/** Coupons that each customer holds when a run begins: more than anyone orders in it. */
const COUPONS = 12;
const CALLERS = 64;

const coupon = couponCampaign({ amount: fen(OFF_COUPON), quotaPerCustomer: COUPONS });

async function giveCoupons(pool: pg.Pool, { shoppers }: BenchShop): Promise<void> {
  await pool.query(
    `insert into coupons (customer_id, coupon_id, campaign_id, nth, state, valid_from, valid_until, way, claimed_at)
     select c, gen_random_uuid(), $2, n, 'usable', '2020-01-01', '2040-01-01', 'given', now()
     from unnest($1::text[]) as c, generate_series(1, $3) as n`,
    [shoppers.map(({ customerId }) => customerId), coupon.campaignId, COUPONS],
  );
}

/** Before a run, so that each customer has all coupons again. */
async function takeCouponsBack(pool: pg.Pool): Promise<void> {
  await pool.query(`update coupons set state = 'usable', order_no = null where state <> 'usable'`);
  await pool.query('vacuum analyze coupons');
}

async function comparePairs(bench: BenchShop, name: string, plain: Placing, other: Placing): Promise<void> {
  const pool = new pg.Pool(bench.postgres.connection);
  const ratios: number[] = [];
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    await takeCouponsBack(pool);
    const without = await putOrders(bench, CALLERS, { withoutCoupons: true, ...plain });
    const having = await putOrders(bench, CALLERS, other);
    if (without.errors + having.errors > 0) throw new Error(`${name}: orders were refused`);
    ratios.push(having.perSecond / without.perSecond);
    say(
      `${name}, pair ${pair}: ${without.perSecond.toFixed(0)} orders a second without, ` +
        `${having.perSecond.toFixed(0)} with: ${ratios.at(-1)!.toFixed(2)}`,
    );
  }
  await pool.end();
  const middle = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]!;
  say(`${name}: ${middle.toFixed(2)} in the middle of ${PAIRS} pairs, ${CALLERS} callers`);
}

async function fillShop(pool: pg.Pool): Promise<{ skuId: SkuId; price: number }[]> {
  const skuIds = await newSkus(pool, 200, PRICE, PIECES);
  const flash = promotion('flash_sale', {
    prices: [{ skuId: skuIds[1]!, price: fen(PRICE - OFF_FLASH), pieces: PIECES }],
  });
  await pool.query('insert into campaign_quotas (campaign_id, part, most) values ($1, $2, $3)', [
    flash.campaignId,
    `sku ${skuIds[1]}`,
    PIECES,
  ]);
  await insertCampaigns(pool, [coupon, flash]);
  // Of those that are ordered at random none is on sale.
  return skuIds.map((skuId) => ({ skuId, price: PRICE }));
}

/** `npm run bench:campaigns`: what coupons and campaigns with a quota cost placing. */
await withBenchShop(fillShop, async (bench) => {
  const pool = new pg.Pool(bench.postgres.connection);
  await giveCoupons(pool, bench);
  await pool.end();
  const [hot, flash, ...others] = bench.skus;
  const atRandom = { ...bench, skus: others };
  await warmUp(atRandom);
  await comparePairs(atRandom, 'a coupon on every order', {}, { off: OFF_COUPON });
  const alone = { ...bench, skus: [hot!, flash!] };
  await comparePairs(
    alone,
    'a flash sale with a quota, one hot SKU',
    { hot: 1 },
    { hot: 2, off: OFF_FLASH, withoutCoupons: true },
  );
});
