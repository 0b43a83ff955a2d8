import { expect, test } from 'vitest';
import { priceOf } from '../../../test/support/price-samples.ts';
import { WORKED_PRICES } from '../../../test/support/worked-prices.ts';
import { WORKED_PROTECTIONS, workProtection } from '../../../test/support/worked-protections.ts';

test.each(WORKED_PRICES.map((one) => [one.title.en, one] as const))(
  'worked out by hand: %s',
  (_title, { input, total }) => {
    const price = priceOf(input);
    expect(price.totalAmount).toBe(total);
    const differences = price.adjustments.reduce((sum, { amount }) => sum + amount, 0);
    expect(price.itemsAmount + differences).toBe(total);
  },
);

test.each(WORKED_PROTECTIONS.map((one) => [one.title.en, one] as const))(
  'what comes back, worked out by hand: %s',
  (_title, worked) => {
    expect(workProtection(worked).amountFen).toBe(worked.amount);
  },
);
