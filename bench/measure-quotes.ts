import { priceFor } from '../server/modules/pricing/price-for.decide.ts';
import { weighCoupons } from '../server/modules/pricing/weigh-coupons.decide.ts';
import { LARGE_QUOTES, type LargeQuote } from '../test/support/large-quotes.ts';
import { say } from './bench-shop.ts';

const RUNS = Number(process.env['BENCH_QUOTES'] ?? 500);
const WARM_UP = 100;

function measure({ name, ground, payer, asked }: LargeQuote): void {
  const times: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const from = performance.now();
    const priced = priceFor(ground, payer, asked);
    if (!priced.ok) throw new Error(priced.error.code);
    weighCoupons(ground, payer, asked, priced.value);
    if (run >= WARM_UP) times.push(performance.now() - from);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => sorted[Math.ceil(sorted.length * share) - 1]!.toFixed(2);
  say(`${name}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms of ${RUNS} quotes`);
}

/** `npm run bench:quotes`: what deciding the largest quote takes in the process, with what each other coupon would change. */
for (const quote of LARGE_QUOTES) measure(quote);
