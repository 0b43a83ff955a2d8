import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Reservation } from '../stock/index.ts';
import { mergeReservations } from './list-sources.ts';

const lists = fc.array(fc.array(fc.nat(999), { maxLength: 12 }), { maxLength: 5 }).map((all) =>
  all.flatMap((numbers, sku) =>
    numbers.map((n, at) => ({
      skuId: String(sku) as SkuId,
      seq: numbers.length - at,
      orderNo: String(n).padStart(3, '0') as OrderNo,
    })),
  ),
);

test('pages of several SKUs together tell each promise once, each SKU in its own order', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 7 }), (all, size) => {
      const told: Reservation[] = [];
      let left = all;
      for (let page = mergeReservations(left, size); page.length > 0; page = mergeReservations(left, size)) {
        expect(page.length).toBe(Math.min(size, left.length));
        told.push(...page);
        left = left.filter((one) => !page.includes(one));
      }
      expect(told).toHaveLength(all.length);
      for (const [skuId, own] of Map.groupBy(all, (one) => one.skuId))
        expect(told.filter((one) => one.skuId === skuId)).toEqual(own);
    }),
  );
});

test('of lists that are in order the newest order comes first', () => {
  const at = (skuId: string, seq: number, orderNo: string): Reservation => ({
    skuId: skuId as SkuId,
    seq,
    orderNo: orderNo as OrderNo,
  });
  const all = [at('1', 9, 'E'), at('1', 8, 'B'), at('2', 4, 'D'), at('2', 3, 'C')];
  expect(mergeReservations(all, 3).map(({ orderNo }) => orderNo)).toEqual(['E', 'D', 'C']);
});
