import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';

/**
 * Accounts, by what stands in them. Debits of an account are what it has, credits where that came from.
 *
 * - `gateway <name>`: what a gateway has taken in for the shop and has not given back or charged.
 * - `sales`, `freight`: what goods and their way were sold for, before discounts.
 * - `discounts`: what of it was given away.
 * - `refunds`: what was given back of orders.
 * - `owed`: money that came in for nothing, until it has gone back.
 */
export const OWN_ACCOUNTS = ['sales', 'freight', 'discounts', 'refunds', 'owed'] as const;
export type GatewayAccount = `gateway ${string}`;
export type Account = (typeof OWN_ACCOUNTS)[number] | GatewayAccount;

export const accountOf = (gateway: string): GatewayAccount => `gateway ${gateway}`;

/** From where to where an amount of money has gone: from `credit` to `debit`. */
export type Transfer = { readonly debit: Account; readonly credit: Account; readonly amountFen: Fen };

/** What an order was sold for: `itemsFen - discountFen + freightFen` was to be paid. */
export type Sold = { readonly itemsFen: Fen; readonly discountFen: Fen; readonly freightFen: Fen };

/** What happened to the money of an order. */
export type MoneyFact =
  /** It was paid in full. */
  | { readonly kind: 'payment'; readonly no: string; readonly gateway: string; readonly sold: Sold }
  /** Money came in that it does not want: late, twice, or for a price that it no longer has. */
  | {
      readonly kind: 'unwanted payment';
      readonly no: string;
      readonly gateway: string;
      readonly amountFen: Fen;
    }
  /** Money has gone back. `isUnwanted`: such as that before. */
  | {
      readonly kind: 'refund';
      readonly no: string;
      readonly gateway: string;
      readonly amountFen: Fen;
      readonly isUnwanted: boolean;
    }
  /** It was placed and came to nothing. */
  | { readonly kind: 'placing'; readonly sold: Sold };

export type OfOrder = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/** A row of the books. */
export type Posting = OfOrder & Transfer & { readonly fact: string; readonly leg: number; readonly at: Date };
