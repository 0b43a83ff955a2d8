import type { Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import type { ChosenInstalments } from '../pricing/index.ts';

export const PAYMENT_STATES = [
  'pending',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
  'partly_refunded',
  'refunded',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

export const CHANNELS = ['qr', 'redirect', 'h5', 'jsapi'] as const;
export type Channel = (typeof CHANNELS)[number];

/**
 * How many payments of one order may be open at once where gateways do not say that they have closed the earlier ones. The key
 * `payments_open_places` holds it too.
 */
export const MAX_OPEN_PAYMENTS = 5;
/** How often one may begin to pay for one order: far more than anybody needs in its time. */
export const MAX_PAYMENTS = 50;

/** What the payer is to do now. */
export type PaymentAction =
  | { readonly type: 'qr'; readonly content: string }
  | { readonly type: 'redirect'; readonly url: string }
  /** For the cashier of the app that the page is shown in. */
  | { readonly type: 'jsapi'; readonly parameters: Readonly<Record<string, string>> }
  | { readonly type: 'form'; readonly url: string; readonly fields: Readonly<Record<string, string>> };

/** Why a payment failed, in the payer's language: the cause, then what to do. */
export type PaymentFailure = { readonly code: string; readonly reason: string; readonly advice: string };

/**
 * How a payment is paid back to its gateway, as the plan was when it was begun. The fee is between the buyer and the gateway, and no
 * part of the payment's amount.
 */
export type PaymentInstalments = ChosenInstalments;

export type Payment = {
  readonly paymentNo: PaymentNo;
  readonly orderNo: OrderNo;
  readonly gateway: string;
  readonly channel: Channel;
  readonly amount: Fen;
  readonly refundedAmount: Fen;
  readonly currency: 'CNY';
  readonly state: PaymentState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Unsaid where it is paid at once. */
  readonly instalments?: PaymentInstalments;
  readonly action?: PaymentAction;
  readonly failure?: PaymentFailure;
};

export type OpenPayment = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly gateway: string;
  readonly channel: Channel;
  /** 1 or unsaid: at once. */
  readonly instalmentPeriods?: number;
  readonly idempotencyKey: string;
  /** From where the payer's device asks; some services want to know it. */
  readonly payerIp?: string;
  /** Who pays, as the gateway calls them for this shop: without it nothing is opened inside its app (`jsapi`). */
  readonly payerOpenId?: string | undefined;
};

export type OpenPaymentRefusal =
  | { readonly code: 'order_not_found' }
  | { readonly code: 'order_not_payable'; readonly state: string }
  | { readonly code: 'gateway_unavailable'; readonly gateway: string }
  | { readonly code: 'channel_unavailable'; readonly channel: string }
  | { readonly code: 'instalments_unavailable'; readonly periods: number }
  | { readonly code: 'too_many_open_payments'; readonly limit: number }
  | { readonly code: 'too_many_payments'; readonly limit: number }
  | { readonly code: 'idempotency_key_reused' };

/** A way to pay that the cashier offers. */
export type PaymentMethod = {
  readonly gateway: string;
  readonly name: string;
  readonly channels: readonly Channel[];
};
