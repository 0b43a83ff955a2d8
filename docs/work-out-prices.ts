import { fen, formatYuan } from '../server/kernel/money.ts';
import { priceBasket } from '../server/modules/pricing/price-basket.decide.ts';
import type { Price, PricingInput } from '../server/modules/pricing/price.ts';
import { WORKED_PRICES, type WorkedPrice } from '../test/support/worked-prices.ts';
import {
  WORKED_PROTECTIONS,
  workProtection,
  type WorkedProtection,
} from '../test/support/worked-protections.ts';
import { putBetween } from './put-between.ts';

const KINDS: Readonly<Record<Price['adjustments'][number]['kind'], string>> = {
  limited_time_price: '限时价 limited-time price',
  flash_sale: '抢购价 flash sale',
  member_price: '会员价 member price',
  n_for_m: 'N 付 M',
  second_at_half_price: '第二件半价 second at half',
  bundle_price: '套装价 bundle',
  spend_and_save: '满减 spend and save',
  coupon: '优惠券 coupon',
  gift: '赠品 gift',
  freight: '运费 freight',
  freight_coupon: '运费券 freight coupon',
};

/** docs/pricing.md with what each kind of campaign comes to, from the cases that a test works out. */
export function withWorkedPrices(page: string): string {
  const prices = putBetween(page, 'worked', WORKED_PRICES.map(workOut).join('\n\n'));
  return putBetween(prices, 'protected', WORKED_PROTECTIONS.map(workOutProtection).join('\n\n'));
}

function workOut({ title, rule, sum, input, total }: WorkedPrice): string {
  const outcome = priceBasket(input);
  if (!outcome.ok || outcome.value.totalAmount !== total)
    throw new Error(`${title.en} comes to something else`);
  const steps = outcome.value.adjustments.map(
    ({ kind, label, amount }) => `| ${KINDS[kind]}${label ? `「${label.zh}」` : ''} | ${signed(amount)} |`,
  );
  return [
    `### ${title.zh} / ${title.en}`,
    `${rule.zh} _${rule.en}_`,
    `${sum.zh} _${sum.en}_`,
    [
      '| | |',
      '| --- | ---: |',
      `| ${goodsOf(input)} | ${formatYuan(outcome.value.itemsAmount)} |`,
      ...steps,
      `| **应付 total** | **${formatYuan(outcome.value.totalAmount)}** |`,
    ].join('\n'),
  ].join('\n\n');
}

function workOutProtection(worked: WorkedProtection): string {
  const { amountFen, lines } = workProtection(worked);
  if (amountFen !== worked.amount) throw new Error(`${worked.title.en} comes to something else`);
  const rows = lines.map(
    ({ skuId, paidFen, nowFen, differenceFen }) =>
      `| 商品 item ${skuId} | ${formatYuan(paidFen)} | ${formatYuan(nowFen ?? paidFen)} | ${formatYuan(differenceFen)} |`,
  );
  return [
    `### ${worked.title.zh} / ${worked.title.en}`,
    `${worked.sum.zh} _${worked.sum.en}_`,
    [
      '| | 付了 paid | 今天 today | 退 back |',
      '| --- | ---: | ---: | ---: |',
      ...rows,
      `| **共退 in all** | | | **${formatYuan(amountFen)}** |`,
    ].join('\n'),
  ].join('\n\n');
}

function goodsOf({ goods }: PricingInput): string {
  return goods.map(({ price, quantity }) => `${formatYuan(price)} × ${quantity}`).join(' + ');
}

const signed = (amount: Price['totalAmount']): string =>
  amount < 0 ? `−${formatYuan(fen(-amount))}` : `+${formatYuan(amount)}`;
