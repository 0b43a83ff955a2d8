import { expect, test } from 'vitest';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import { bookOf } from '../../../test/support/book-of.ts';
import { promotion } from '../../../test/support/campaigns.ts';
import { partKey } from './running.decide.ts';
import { pieceOffers, promotionOffers } from './offers.decide.ts';
import type { CampaignRecord } from './campaigns/campaign-record.ts';

const now = new Date('2026-11-27T04:00:00Z');
const [A, B] = ['1', '2'] as SkuId[];
const skus = [
  { skuId: A!, price: fen(10_000) },
  { skuId: B!, price: fen(20_000) },
];
const product = { productId: '7' as ProductId, categoryIds: ['phones'], skus };
const ground = (campaigns: readonly CampaignRecord[], left: readonly [string, string, number][] = []) => ({
  book: bookOf(campaigns),
  now,
  left: new Map(left.map(([campaignId, part, rest]) => [partKey({ campaignId, part }), rest])),
});

test('a SKU has the lowest price that runs now and has pieces left, and none that is not below its own', () => {
  const evening = promotion('limited_time_price', {
    prices: [
      { skuId: A!, price: fen(9_000) },
      { skuId: B!, price: fen(20_000) },
    ],
  });
  const flash = promotion('flash_sale', {
    prices: [{ skuId: A!, price: fen(8_000), pieces: 5 }],
    piecesPerCustomer: 2,
  });
  const over = promotion('limited_time_price', { prices: [{ skuId: A!, price: fen(1) }] }, { endsAt: now });
  const priceOf = (left: [string, string, number][]) =>
    pieceOffers(ground([evening, flash, over], left), skus, 'zh-CN').get(A!);
  expect(priceOf([[flash.campaignId, 'sku 1', 3]])).toMatchObject({
    ...{ price: 8_000, listPrice: 10_000, piecesLeft: 3, piecesPerCustomer: 2 },
  });
  expect(priceOf([[flash.campaignId, 'sku 1', 0]])).toMatchObject({ price: 9_000 });
  expect(pieceOffers(ground([evening]), skus, 'zh-CN').has(B!)).toBe(false);
});

test('a product names in few words what is given for several pieces of it, and nothing whose budget is spent', () => {
  const spend = promotion('spend_and_save', {
    scope: { kind: 'all' },
    steps: [
      { thresholdAmount: fen(50_000), percentOff: 1_000 },
      { thresholdAmount: fen(30_000), amount: fen(4_050) },
    ],
  });
  const half = promotion('second_at_half_price', { scope: { kind: 'products', ids: [product.productId] } });
  const three = promotion('n_for_m', { scope: { kind: 'categories', ids: ['phones'] }, n: 3, m: 2 });
  const others = promotion('n_for_m', { scope: { kind: 'except', ids: [product.productId] }, n: 3, m: 2 });
  const textsOf = (language: 'zh-CN' | 'en', left: [string, string, number][] = []) =>
    promotionOffers(ground([spend, half, three, others], left), product, language).map(({ text }) => text);
  expect(textsOf('zh-CN')).toEqual(['满 300 减 40.50，满 500 打 9 折', '第二件半价', '任选 3 件付 2 件']);
  expect(textsOf('en', [[half.campaignId, 'budget', 0]])).toEqual([
    '¥40.50 off from ¥300, 10% off from ¥500',
    '3 for the price of 2',
  ]);
});
