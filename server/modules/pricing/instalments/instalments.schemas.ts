import { Type } from 'typebox';
import { FEE_BEARERS } from './instalment.ts';

const Amount = Type.Integer({ description: 'Fen: 100 are one yuan.' });
export const FeeBearerSchema = Type.Enum([...FEE_BEARERS], {
  description: 'Who pays the fee of the gateway. `shop`: instalments cost the buyer nothing.',
});

/** What was chosen, of a payment. */
export const PaymentInstalmentsSchema = Type.Object(
  {
    ...{ periods: Type.Integer(), feeBearer: FeeBearerSchema, feeRateBasisPoints: Type.Integer() },
    ...{ feeAmount: Amount, totalAmount: Amount, yearlyRateBasisPoints: Type.Integer() },
  },
  { description: 'How it is paid back to the gateway; the fee is no part of the amount that is paid.' },
);

/** How an amount could be paid by instalments; of quotes and orders as well. */
export const InstalmentOffers = Type.Array(
  Type.Object({
    gateway: Type.String(),
    periods: Type.Integer(),
    feeRateBasisPoints: Type.Integer({
      description: 'What the buyer pays of the amount, all periods together.',
    }),
    feeBearer: FeeBearerSchema,
    feeAmount: Amount,
    totalAmount: Type.Integer({ description: 'All that is paid back. The order itself costs no more.' }),
    yearlyRateBasisPoints: Type.Integer({
      description: 'Twelve times the monthly internal rate of return, rounded up to whole basis points.',
    }),
    perPeriod: Type.Array(
      Type.Object({ period: Type.Integer(), principal: Amount, fee: Amount, amount: Amount }),
    ),
  }),
  { description: 'What the page of the gateway says in the end is what counts.' },
);
