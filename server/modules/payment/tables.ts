import { noticeBindingOf } from './seal-notice.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { NUMBERS, OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';

const PAID: Field = {
  what: 'what was paid and refunded, when and how',
  keptAs: "clear, under the customer's random id",
  why: 'the payment itself; settling with the gateway',
  howLong: 'with the order',
};
const ACTOR: Field = {
  what: 'who did what to a payment or refund: the customer, staff, a service, a job',
  keptAs: 'clear: of the customer it says only that it was they',
  why: 'knowing who answers for it',
  howLong: 'with the order',
};
const REQUEST: Field = {
  what: 'the own key of a request for a payment, and a hash of what it asked for',
  keptAs: 'clear, chosen by the device; hash',
  why: 'a repeated request is answered, not done again',
  howLong: 'with the payment',
};

const SAID: Field = {
  what: 'what was said between the shop and a payment service about a payment: amounts, states, codes and numbers',
  keptAs: "clear, under the customer's random id",
  why: 'proving what was asked and answered; settling with the service',
  howLong: 'with the order',
};
const NOTICE: Field = {
  what: "a payment service's notification as it came, which may name the payer's account there",
  keptAs: 'sealed',
  why: 'proving what the service had signed',
  howLong: '400 days, for as long as the payment can be refunded or disputed',
};

const PAYMENT_NO = { holds: NUMBERS, told: { zh: '支付单号', en: 'Payment number' } };
const ORDER_NO = { holds: NUMBERS, told: { zh: '订单号', en: 'Order number' } };
const AMOUNT = { holds: PAID, told: { zh: '金额', en: 'Amount' } };
const STATE = { holds: PAID, told: { zh: '状态', en: 'State' } };
const REFERENCE = { holds: PAID, told: { zh: '支付机构流水号', en: 'Reference of the service' } };

/** What payments know of a person: amounts and times, kept as records of trade. No card number ever comes here. */
const GATEWAY_SECRET: Field = {
  what: 'keys by which the shop proves itself to payment services',
  keptAs: "sealed by the shop's own key",
  why: 'being paid',
  howLong: 'until others are set',
};

export const paymentTables: readonly DescribedTable[] = [
  {
    table: 'payments',
    title: { zh: '付款', en: 'Payments' },
    policy: { zh: '支付单号、金额', en: 'payment number, amount' },
    onErase: { do: 'keep', because: 'what was paid: a record of trade' },
    key: ['payment_no'],
    columns: {
      customer_id: OWN_ID,
      payment_no: PAYMENT_NO,
      order_no: ORDER_NO,
      gateway: { holds: PAID, told: { zh: '支付机构', en: 'Payment service' } },
      channel: { holds: PAID, told: { zh: '付款方式', en: 'Channel' } },
      state: STATE,
      amount_fen: AMOUNT,
      refunded_fen: { holds: PAID, told: { zh: '已退', en: 'Refunded' } },
      gateway_reference: REFERENCE,
      merchant: { nothing: "the shop's own account at the payment service" },
      failure_code: { holds: PAID, told: { zh: '失败代码', en: 'Failure' } },
      created_at: { holds: PAID, told: { zh: '发起时间', en: 'Begun at' } },
      expires_at: { holds: PAID, told: { zh: '失效时间', en: 'Expires at' } },
      settled_at: { holds: PAID, told: { zh: '完成时间', en: 'Settled at' } },
      action: {
        holds: PAID,
        unsaid: 'a QR code or address for paying, of no use afterwards',
        erasedTo: 'null',
      },
      asked_at: { holds: PAID, unsaid: 'when the program last asked the service' },
      idempotency_key: { holds: REQUEST, unsaid: 'a random key of the request' },
      request_hash: {
        holds: REQUEST,
        unsaid: 'a hash of the request, to know a repeat',
        erasedTo: `''::bytea`,
      },
      changed_by: { holds: ACTOR, unsaid: 'who changed its state last: a service or the program' },
      changed_by_id: { holds: ACTOR, unsaid: 'which of them' },
      instalment_periods: { holds: PAID, told: { zh: '分期期数', en: 'Instalments' } },
      instalment_fee_rate: { holds: PAID, unsaid: 'what the shop and the service have agreed on' },
      instalment_fee_bearer: { holds: PAID, unsaid: 'whether the buyer or the shop bears the fee' },
      instalment_fee_fen: { holds: PAID, told: { zh: '分期手续费', en: 'Fee for instalments' } },
      instalment_yearly_rate: { holds: PAID, unsaid: 'the fee as a yearly rate' },
      open_place: { nothing: 'which of the few places for open payments it took' },
    },
  },
  {
    table: 'payment_notices',
    title: { zh: '支付机构的通知', en: 'Notifications of payment services' },
    policy: { zh: '支付机构', en: 'Payment services' },
    onErase: { do: 'keep', because: 'which payment ended how: a record of trade' },
    key: ['payment_no', 'notice_id'],
    columns: {
      customer_id: OWN_ID,
      payment_no: PAYMENT_NO,
      outcome: { holds: PAID, told: { zh: '结果', en: 'Outcome' } },
      received_at: { holds: PAID, told: { zh: '收到时间', en: 'Received at' } },
      notice_id: { nothing: 'a number of the payment service for its own notice' },
    },
  },
  {
    table: 'gateway_settings',
    nobodys: 'what the merchant has set of payment services, and which of the staff saved it, by a random id',
    columns: {
      gateway: { nothing: 'which service' },
      version: { nothing: 'which version holds' },
      is_on: { nothing: 'whether customers may pay by it' },
      open: { nothing: "the merchant's numbers at the service, and its public keys" },
      secret_sealed: { holds: GATEWAY_SECRET },
      saved_at: { nothing: 'when it was saved' },
      saved_by: { nothing: 'a random id of one of the staff' },
    },
  },
  {
    table: 'payment_events',
    title: { zh: '与支付机构的往来', en: 'Exchanges with payment services' },
    policy: { zh: '支付机构', en: 'Payment services' },
    onErase: { do: 'keep', because: 'what was said of a payment: a record of trade' },
    key: ['event_id'],
    columns: {
      customer_id: OWN_ID,
      event_id: { nothing: 'a random number of the row' },
      payment_no: PAYMENT_NO,
      refund_no: { holds: NUMBERS, told: { zh: '退款单号', en: 'Refund number' } },
      gateway: { holds: SAID, told: { zh: '支付机构', en: 'Payment service' } },
      kind: { holds: SAID, told: { zh: '事情', en: 'What it was' } },
      at: { holds: SAID, told: { zh: '时间', en: 'At' } },
      facts: { holds: SAID, told: { zh: '细节', en: 'Facts' } },
      sealed: {
        holds: NOTICE,
        sealed: {
          keys: ['event_id'],
          bindingOf: (customerId, [eventId]) => noticeBindingOf(customerId as CustomerId, eventId!),
          text: { zh: '通知原文', en: 'The notification as it came' },
        },
        erasedTo: 'null',
      },
    },
  },
  {
    table: 'refunds',
    title: { zh: '退款', en: 'Refunds' },
    policy: { zh: '履行订单和退款', en: 'fulfil and refund' },
    onErase: { do: 'keep', because: 'what was paid back: a record of trade' },
    key: ['refund_no'],
    columns: {
      customer_id: OWN_ID,
      refund_no: { holds: NUMBERS, told: { zh: '退款单号', en: 'Refund number' } },
      payment_no: PAYMENT_NO,
      order_no: ORDER_NO,
      amount_fen: AMOUNT,
      reason: { holds: PAID, told: { zh: '原因', en: 'Reason' } },
      state: STATE,
      gateway_reference: REFERENCE,
      requested_at: { holds: PAID, told: { zh: '发起时间', en: 'Begun at' } },
      settled_at: { holds: PAID, told: { zh: '完成时间', en: 'Settled at' } },
      asked_at: { holds: PAID, unsaid: 'when the program last asked the service' },
      last_answer: { nothing: 'what the service said of a refund: that it is under way, or nothing' },
      requested_by: { holds: ACTOR, unsaid: 'who asked for it: you, the shop or the program' },
      requested_by_id: { holds: ACTOR, unsaid: 'which of the staff or which job of the program' },
      reopened_at: { holds: PAID, unsaid: 'when it was asked for again' },
      reopened_by: { holds: ACTOR, unsaid: 'who did that' },
      reopened_by_id: { holds: ACTOR, unsaid: 'which of the staff or which job of the program' },
      settled_by: { holds: ACTOR, unsaid: 'who ended it: a service or the shop' },
      settled_by_id: { holds: ACTOR, unsaid: 'which of them' },
      ask_again_at: { holds: PAID, unsaid: 'when the program asks it again' },
    },
  },
];
