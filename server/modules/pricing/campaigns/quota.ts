import type { CustomerId, OrderNo } from '../../../kernel/ids.ts';

/** A part of what a campaign may give, see `QUOTA_PARTS`. */
export type Part = { readonly campaignId: string; readonly part: string };
/** `most`: null where there is no end to it. */
export type Quota = Part & { readonly used: number; readonly most: number | null };
export type Change = Part & { readonly amount: number };
/** What an order has taken of it. */
export type Use = Change & { readonly customerId: CustomerId; readonly orderNo: OrderNo };
