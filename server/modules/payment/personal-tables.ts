import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';

const PAYMENT_NO = { zh: '支付单号', en: 'Payment number' };
const ORDER_NO = { zh: '订单号', en: 'Order number' };
const AMOUNT = { zh: '金额', en: 'Amount' };
const STATE = { zh: '状态', en: 'State' };

/** What payments know of a person: amounts and times, kept as records of trade. No card number ever comes here. */
export const paymentTables: readonly PersonalTable[] = [
  {
    table: 'payments',
    title: { zh: '付款', en: 'Payments' },
    onErase: { do: 'blank', set: `action = null, request_hash = ''::bytea` },
    exported: {
      key: ['payment_no'],
      columns: {
        payment_no: PAYMENT_NO,
        order_no: ORDER_NO,
        gateway: { zh: '支付机构', en: 'Payment service' },
        channel: { zh: '付款方式', en: 'Channel' },
        state: STATE,
        amount_fen: AMOUNT,
        refunded_fen: { zh: '已退', en: 'Refunded' },
        gateway_reference: { zh: '支付机构流水号', en: 'Reference of the service' },
        failure_code: { zh: '失败代码', en: 'Failure' },
        created_at: { zh: '发起时间', en: 'Begun at' },
        expires_at: { zh: '失效时间', en: 'Expires at' },
        settled_at: { zh: '完成时间', en: 'Settled at' },
      },
      unsaid: {
        customer_id: OWN_ID,
        action: 'a QR code or address for paying, of no use afterwards',
        asked_at: 'when the program last asked the service',
        idempotency_key: 'a random key of the request',
        request_hash: 'a hash of the request, to know a repeat',
        changed_by: 'who changed its state last: a service or the program',
        changed_by_id: 'which of them',
        open_place: 'which of the few places for open payments it took',
      },
    },
  },
  {
    table: 'payment_notices',
    title: { zh: '支付机构的通知', en: 'Notifications of payment services' },
    onErase: { do: 'keep', because: 'which payment ended how: a record of trade' },
    exported: {
      key: ['payment_no', 'notice_id'],
      columns: {
        payment_no: PAYMENT_NO,
        outcome: { zh: '结果', en: 'Outcome' },
        received_at: { zh: '收到时间', en: 'Received at' },
      },
      unsaid: { customer_id: OWN_ID, notice_id: 'a number of the payment service' },
    },
  },
  {
    table: 'refunds',
    title: { zh: '退款', en: 'Refunds' },
    onErase: { do: 'keep', because: 'what was paid back: a record of trade' },
    exported: {
      key: ['refund_no'],
      columns: {
        refund_no: { zh: '退款单号', en: 'Refund number' },
        payment_no: PAYMENT_NO,
        order_no: ORDER_NO,
        amount_fen: AMOUNT,
        reason: { zh: '原因', en: 'Reason' },
        state: STATE,
        gateway_reference: { zh: '支付机构流水号', en: 'Reference of the service' },
        requested_at: { zh: '发起时间', en: 'Begun at' },
        settled_at: { zh: '完成时间', en: 'Settled at' },
      },
      unsaid: {
        customer_id: OWN_ID,
        asked_at: 'when the program last asked the service',
        last_answer: 'what the service said then: that it is under way, or nothing',
        requested_by: 'who asked for it: you, the shop or the program',
        requested_by_id: 'which of the staff or which job of the program',
        reopened_at: 'when it was asked for again',
        reopened_by: 'who did that',
        reopened_by_id: 'which of the staff or which job of the program',
        settled_by: 'who ended it: a service or the shop',
        settled_by_id: 'which of them',
        ask_again_at: 'when the program asks it again',
      },
    },
  },
];
