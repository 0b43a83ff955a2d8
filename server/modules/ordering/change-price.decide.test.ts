import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addFen, fen } from '../../kernel/money.ts';
import { checkPrice, decidePrice, type Priced } from './change-price.decide.ts';

const NOW = new Date('2026-11-27T08:00:00Z');

function order(itemsFen: number, discountFen: number, freightFen: number): Priced {
  return {
    ...{ state: 'awaiting_payment', payBefore: new Date(NOW.getTime() + 60_000) },
    ...{ itemsFen: fen(itemsFen), discountFen: fen(discountFen), freightFen: fen(freightFen) },
    totalFen: fen(itemsFen - discountFen + freightFen),
  };
}

test('what is asked less is a discount on the goods by what each line costs, and on freight only when those cost nothing', () => {
  const lines = [
    { listFen: fen(300), discountFen: fen(0) },
    { listFen: fen(100), discountFen: fen(0) },
  ];
  expect(decidePrice(order(400, 0, 50), lines, fen(410))).toEqual({
    ...{ discountFen: 40, freightFen: 50, totalFen: 410, lineDiscounts: [30, 10] },
  });
  expect(decidePrice(order(400, 0, 50), lines, fen(20))).toEqual({
    ...{ discountFen: 400, freightFen: 20, totalFen: 20, lineDiscounts: [300, 100] },
  });
});

test('what is asked more takes discounts back first, and is freight beyond that', () => {
  const lines = [
    { listFen: fen(300), discountFen: fen(30) },
    { listFen: fen(100), discountFen: fen(10) },
  ];
  expect(decidePrice(order(400, 40, 50), lines, fen(430))).toMatchObject({ discountFen: 20, freightFen: 50 });
  expect(decidePrice(order(400, 40, 50), lines, fen(500))).toEqual({
    ...{ discountFen: 0, freightFen: 100, totalFen: 500, lineDiscounts: [0, 0] },
  });
});

test('whatever is asked, amounts add up, no line costs less than nothing and the lines have all of the discount', () => {
  const line = fc
    .record({ list: fc.nat(1_000_000), part: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ list, part }) => ({ listFen: fen(list + 1), discountFen: fen(Math.floor((list + 1) * part)) }));
  const lists = fc.array(line, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lists, fc.nat(5_000), fc.integer({ min: 1, max: 20_000_000 }), (lines, freight, total) => {
      const items = addFen(...lines.map(({ listFen }) => listFen));
      const discount = addFen(...lines.map(({ discountFen }) => discountFen));
      const price = decidePrice(order(items, discount, freight), lines, fen(total));
      expect(items - price.discountFen + price.freightFen).toBe(total);
      expect(price.freightFen).toBeGreaterThanOrEqual(0);
      expect(addFen(...price.lineDiscounts)).toBe(price.discountFen);
      price.lineDiscounts.forEach((share, index) => {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(lines[index]!.listFen);
      });
    }),
  );
});

test('only an order that can still be paid has its price changed, and only from what was seen', () => {
  const asked = { totalFen: fen(300), seenFen: undefined };
  const unpaid = order(400, 0, 0);
  expect(checkPrice(unpaid, asked, NOW)).toEqual({ ok: true, value: true });
  expect(checkPrice(unpaid, { ...asked, totalFen: fen(400) }, NOW)).toEqual({ ok: true, value: false });
  for (const gone of [
    { ...unpaid, payBefore: NOW },
    { ...unpaid, state: 'awaiting_shipment' as const },
  ])
    expect(checkPrice(gone, asked, NOW)).toMatchObject({ error: { code: 'price_not_changeable' } });
  expect(checkPrice(unpaid, { ...asked, seenFen: fen(500) }, NOW)).toEqual({
    ...{ ok: false, error: { code: 'price_changed_meanwhile', totalAmount: 400 } },
  });
});
