import { expect, test } from 'vitest';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import type { Book } from './book.ts';
import { freightTo } from './freight-to.ts';
import type { FreightTemplate } from './freight.ts';

const ROW = { firstUnits: 1, firstAmount: fen(1_200), furtherUnits: 1, surchargeAmount: fen(0) };
const TEMPLATE: FreightTemplate = {
  ...{ templateId: 'own', basis: 'piece', notServed: ['65'] },
  rows: [
    { ...ROW, regions: [], furtherAmount: fen(200), days: [3, 5] },
    { ...ROW, regions: ['33'], firstAmount: fen(600), furtherAmount: fen(0) },
  ],
  free: { fromAmount: fen(20_000), mode: 'or', basis: 'after_all_discounts' },
};
const bookOf = (template: FreightTemplate): Book =>
  ({
    freight: { templates: new Map([['own', template]]), mode: 'sum' },
    defaultTemplateId: 'own',
  }) as unknown as Book;
const sku = (price: number) => ({
  ...{ skuId: '7' as SkuId, productId: '1' as ProductId, categoryIds: [], price: fen(price) },
  ...{ freightTemplateId: null, weightGrams: 0, volumeCm3: 0 },
});

test('one piece is told for its district, with what makes it free and whether more pieces cost more', () => {
  const book = bookOf(TEMPLATE);
  expect(freightTo(book, sku(5_000), '330106')).toEqual({
    ...{ isServed: true, amount: 600, freeFrom: 20_000, grows: false },
  });
  expect(freightTo(book, sku(5_000), undefined)).toEqual({
    ...{ isServed: true, amount: 1_200, freeFrom: 20_000, grows: true, days: [3, 5] },
  });
  expect(freightTo(book, sku(20_000), '110105')).toMatchObject({ amount: 0 });
});

test('what does not go there says so, and an amount that is not enough by itself makes no promise', () => {
  expect(freightTo(bookOf(TEMPLATE), sku(5_000), '650102')).toEqual({ isServed: false });
  const both = { ...TEMPLATE, free: { ...TEMPLATE.free!, fromPieces: 2, mode: 'and' as const } };
  expect(freightTo(bookOf(both), sku(5_000), '330106')).not.toHaveProperty('freeFrom');
});
