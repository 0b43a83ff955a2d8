import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import { postMoney } from './post-money.decide.ts';
import type { MoneyFact, Posting, Sold } from './posting.ts';

const order = { customerId: 'C' as CustomerId, orderNo: 'O' as OrderNo };
const AT = new Date('2026-11-27T00:00:00Z');
const post = (fact: MoneyFact): Posting[] => postMoney(order, fact, AT);

/** What stands in each account: debits less credits. */
function balances(postings: readonly Posting[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { debit, credit, amountFen } of postings) {
    sums[debit] = (sums[debit] ?? 0) + amountFen;
    sums[credit] = (sums[credit] ?? 0) - amountFen;
  }
  return sums;
}

const sold: Sold = { itemsFen: fen(100_000), discountFen: fen(5_000), freightFen: fen(1_800) };

test('an order that was paid is in the gateway’s account what it came to, and in sales what its goods were listed at', () => {
  const postings = post({ kind: 'payment', no: 'P1', gateway: 'sandbox', sold });
  expect(balances(postings)).toEqual({
    'gateway sandbox': 96_800,
    sales: -100_000,
    discounts: 5_000,
    freight: -1_800,
  });
  expect(postings.map(({ fact, leg }) => `${fact} ${leg}`)).toEqual([
    'payment P1 1',
    'payment P1 2',
    'payment P1 3',
  ]);
});

test('money that nobody wants is owed until it has gone back', () => {
  const came = post({ kind: 'unwanted payment', no: 'P2', gateway: 'sandbox', amountFen: fen(700) });
  expect(balances(came)).toEqual({ 'gateway sandbox': 700, owed: -700 });
  const went = {
    kind: 'refund',
    no: 'R1',
    gateway: 'sandbox',
    amountFen: fen(700),
    isUnwanted: true,
  } as const;
  expect(balances([...came, ...post(went)])).toEqual({ 'gateway sandbox': 0, owed: 0 });
});

test('an order that comes to nothing is sold and given away, and no account of a gateway hears of it', () => {
  const gift = { itemsFen: fen(3_000), discountFen: fen(3_000), freightFen: fen(0) };
  expect(balances(post({ kind: 'placing', sold: gift }))).toEqual({ discounts: 3_000, sales: -3_000 });
});

const amount = fc.integer({ min: 0, max: 10_000_000 }).map(fen);
const anySold = fc
  .record({ itemsFen: amount, share: fc.integer({ min: 0, max: 100 }), freightFen: amount })
  .map(({ itemsFen, share, freightFen }) => ({
    ...{ itemsFen, freightFen },
    discountFen: fen(Math.floor((itemsFen * share) / 100)),
  }));

test('whatever happens, nothing is posted that is not above nothing, and all accounts together are nothing', () => {
  const anyFact: fc.Arbitrary<MoneyFact> = fc.oneof(
    anySold.map((each) => ({ kind: 'payment', no: 'P', gateway: 'a', sold: each }) as const),
    anySold.map((each) => ({ kind: 'placing', sold: each }) as const),
    amount.map((amountFen) => ({ kind: 'unwanted payment', no: 'P', gateway: 'b', amountFen }) as const),
    fc.tuple(amount, fc.boolean()).map(([amountFen, isUnwanted]) => ({
      ...({ kind: 'refund', no: 'R', gateway: 'a' } as const),
      ...{ amountFen, isUnwanted },
    })),
  );
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 20 }), (facts) => {
      const postings = facts.flatMap(post);
      expect(postings.every(({ amountFen, debit, credit }) => amountFen > 0 && debit !== credit)).toBe(true);
      expect(Object.values(balances(postings)).reduce((sum, each) => sum + each, 0)).toBe(0);
    }),
  );
});
