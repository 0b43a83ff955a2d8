import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { NUMBERS, OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';
import { addressBindingOf, noteBindingOf, reasonBindingOf } from './order-address.ts';

const PLACE: Field = {
  what: 'recipient, phone, street, note of an order',
  keptAs: 'sealed, in one envelope',
  why: 'delivery, after-sales; a later change of the address does not reach it',
  howLong: 'with the order',
};
const UNPAID_FROM: Field = {
  what: 'browser and network that an unpaid order was placed from',
  keptAs: 'keyed hash',
  why: 'many accounts of one hand do not hold the whole shop ([0023](decisions/0023-limits-of-what-is-unpaid.md))',
  howLong: 'until the order is paid or cancelled, at that moment',
};
const DISTRICT: Field = {
  what: 'district of an order',
  keptAs: 'clear',
  why: 'freight, statistics',
  howLong: 'with the order',
};
const DELIVERY: Field = {
  what: 'whether an order is sent or fetched, and at which place of the shop',
  keptAs: 'clear',
  why: 'the customer finds the place, and the shop has it ready there',
  howLong: 'with the order',
};
const SENT_TO: Field = {
  what: 'phone that an order goes to',
  keptAs: 'keyed hash, cut to 12 bytes',
  why: 'staff find the orders of somebody who calls about a parcel',
  howLong: 'with the order; gone with an erasure',
};
const BOUGHT: Field = {
  what: 'what was bought, when',
  keptAs: "clear, under the customer's random id",
  why: 'the order itself; the law asks for three years',
  howLong: 'with the order',
};
const ACTOR: Field = {
  what: 'who did what to an order: the customer, staff, a service, a job',
  keptAs: 'clear: of the customer it says only that it was they',
  why: 'knowing who answers for it',
  howLong: 'with the order',
};
const REASON: Field = {
  what: 'why an order was cancelled or changed, in the words of the customer or of the staff',
  keptAs: 'sealed, in a field of it; the other facts are amounts and times, in clear',
  why: 'after-sales',
  howLong: 'with the order',
};
const NOTE: Field = {
  what: 'what the staff noted about an order',
  keptAs: 'sealed',
  why: 'who looks after the order next knows what was agreed',
  howLong: 'while the account exists',
};
const NOTED: Field = {
  what: 'who of the staff noted something about an order, and when',
  keptAs: 'clear: staff by a random id',
  why: 'knowing who answers for it',
  howLong: 'while the account exists',
};
const TAG: Field = {
  what: 'words of the shop by which it sorts orders',
  keptAs: 'clear: few words, the same for many orders',
  why: 'finding the orders that need the same',
  howLong: 'with the order',
};
const REQUEST: Field = {
  what: 'the own key of a request for an order, and a hash of what it asked for',
  keptAs: 'clear, chosen by the device; hash',
  why: 'a repeated request is answered, not done again',
  howLong: 'with the order',
};

const ORDER_NO = { holds: NUMBERS, told: { zh: '订单号', en: 'Order number' } };

/**
 * What ordering knows of a person. Orders stay for three years after an erasure, as the law of trade asks, but recipient,
 * phone, street, note and the words of a cancellation do not.
 */
export const orderingTables: readonly DescribedTable[] = [
  {
    table: 'orders',
    title: { zh: '订单', en: 'Orders' },
    policy: {
      zh: '买了什么、价格、时间、状态、备注',
      en: 'what you bought, prices, times, states, your note',
    },
    onErase: { do: 'keep', because: 'what was owed and paid: a record of trade' },
    key: ['order_no'],
    columns: {
      customer_id: OWN_ID,
      order_no: ORDER_NO,
      state: { holds: BOUGHT, told: { zh: '状态', en: 'State' } },
      items_fen: { holds: BOUGHT, told: { zh: '商品金额', en: 'Goods' } },
      discount_fen: { holds: BOUGHT, told: { zh: '优惠', en: 'Discount' } },
      freight_fen: { holds: BOUGHT, told: { zh: '运费', en: 'Delivery' } },
      total_fen: { holds: BOUGHT, told: { zh: '应付金额', en: 'Total' } },
      paid_fen: { holds: BOUGHT, told: { zh: '已付', en: 'Paid' } },
      refunded_fen: { holds: BOUGHT, told: { zh: '已退', en: 'Refunded' } },
      region_code: { holds: DISTRICT, told: { zh: '区县代码', en: 'District code' } },
      delivery_method: { holds: DELIVERY, told: { zh: '配送方式', en: 'Delivery' } },
      pick_up: { holds: DELIVERY, told: { zh: '自提点', en: 'Picked up at' } },
      placed_at: { holds: BOUGHT, told: { zh: '下单时间', en: 'Placed at' } },
      pay_before: { holds: BOUGHT, told: { zh: '付款截止', en: 'To be paid by' } },
      line_count: { holds: BOUGHT, told: { zh: '商品种数', en: 'Different items' } },
      pieces: { holds: BOUGHT, told: { zh: '件数', en: 'Pieces' } },
      sealed: {
        holds: PLACE,
        sealed: {
          keys: ['order_no'],
          bindingOf: (customerId, [orderNo]) =>
            addressBindingOf(customerId as CustomerId, orderNo as OrderNo),
          json: {
            recipient: { zh: '收货人', en: 'Recipient' },
            phone: { zh: '电话', en: 'Phone' },
            street: { zh: '详细地址', en: 'Street' },
            note: { zh: '备注', en: 'Note' },
          },
        },
        erasedTo: `''::bytea`,
      },
      tags: { holds: TAG, told: { zh: '店家的标签', en: 'Tags of the shop' } },
      recipient_hash: {
        holds: SENT_TO,
        unsaid: 'a keyed hash of the phone above',
        erasedTo: 'null',
      },
      paid_by: { holds: BOUGHT, told: { zh: '支付方式', en: 'Paid by' } },
      version: { nothing: 'a counter of the program' },
      idempotency_key: { holds: REQUEST, unsaid: 'a random key of the request' },
      request_hash: {
        holds: REQUEST,
        unsaid: 'a hash of the request, to know a repeat',
        // It covers the note, so that one who guesses the note could check the guess.
        erasedTo: `''::bytea`,
      },
      unpaid_device: {
        holds: UNPAID_FROM,
        unsaid: 'a keyed hash of the browser, there only while the order is unpaid',
      },
      unpaid_network: {
        holds: UNPAID_FROM,
        unsaid: 'a keyed hash of the network, there only while the order is unpaid',
      },
    },
  },
  {
    table: 'order_lines',
    title: { zh: '订单商品', en: 'Goods ordered' },
    policy: { zh: '买了什么', en: 'what you bought' },
    onErase: { do: 'keep', because: 'what was bought for how much: a record of trade' },
    key: ['order_no', 'line_no'],
    columns: {
      customer_id: OWN_ID,
      order_no: ORDER_NO,
      sku_id: { holds: BOUGHT, told: { zh: '商品编号', en: 'Goods (SKU)' } },
      name: { holds: BOUGHT, told: { zh: '名称', en: 'Name (Chinese)' } },
      name_en: { holds: BOUGHT, told: { zh: '英文名称', en: 'Name' } },
      options: { holds: BOUGHT, told: { zh: '规格', en: 'Options' } },
      quantity: { holds: BOUGHT, told: { zh: '数量', en: 'Quantity' } },
      price_fen: { holds: BOUGHT, told: { zh: '单价', en: 'Price' } },
      list_fen: { holds: BOUGHT, told: { zh: '小计', en: 'Amount' } },
      discount_fen: { holds: BOUGHT, told: { zh: '优惠', en: 'Discount' } },
      line_no: { nothing: 'the place in the order' },
      product_slug: { holds: BOUGHT, unsaid: 'the address of the product page' },
      image: { holds: BOUGHT, unsaid: 'the picture of the product' },
      is_gift: { holds: BOUGHT, told: { zh: '赠品', en: 'Gift' } },
    },
  },
  {
    table: 'order_adjustments',
    title: { zh: '订单的优惠明细', en: 'Discounts of orders' },
    policy: { zh: '用了什么优惠', en: 'which discounts you had' },
    onErase: { do: 'keep', because: 'why an order cost what it did: a record of trade' },
    key: ['order_no', 'seq'],
    columns: {
      customer_id: OWN_ID,
      order_no: ORDER_NO,
      seq: { nothing: 'the place among them' },
      kind: { holds: BOUGHT, told: { zh: '种类', en: 'Kind' } },
      label: { holds: BOUGHT, told: { zh: '名称', en: 'Name (Chinese)' } },
      label_en: { holds: BOUGHT, told: { zh: '英文名称', en: 'Name' } },
      amount_fen: { holds: BOUGHT, told: { zh: '金额', en: 'Amount' } },
      lines: { holds: BOUGHT, unsaid: 'what of it lies on which line' },
      campaign_id: { holds: BOUGHT, unsaid: 'the number of the campaign' },
      coupon_id: { holds: BOUGHT, unsaid: 'the number of the coupon' },
    },
  },
  {
    table: 'order_events',
    title: { zh: '订单进度', en: 'What happened to orders' },
    policy: { zh: '取消原因', en: 'the reason of a cancellation' },
    onErase: { do: 'keep', because: 'what became of an order: a record of trade' },
    key: ['order_no', 'seq'],
    columns: {
      customer_id: OWN_ID,
      order_no: ORDER_NO,
      type: { holds: BOUGHT, told: { zh: '事件', en: 'Event' } },
      state: { holds: BOUGHT, told: { zh: '之后的状态', en: 'State after it' } },
      by: { holds: BOUGHT, told: { zh: '由谁', en: 'By' } },
      at: { holds: BOUGHT, told: { zh: '时间', en: 'At' } },
      facts: {
        holds: REASON,
        sealed: {
          field: 'reasonSealed',
          keys: ['order_no', 'seq'],
          bindingOf: (customerId, [orderNo, seq]) =>
            reasonBindingOf({
              customerId: customerId as CustomerId,
              orderNo: orderNo as OrderNo,
              seq: Number(seq),
            }),
          text: { zh: '写下的原因', en: 'The reason given' },
          beside: { zh: '细节', en: 'Facts' },
        },
        erasedTo: `facts - 'reasonSealed'`,
      },
      seq: { nothing: 'the place in the order of events' },
      by_id: { holds: ACTOR, unsaid: 'which of the staff, which service or which job of the program' },
    },
  },
  {
    table: 'order_notes',
    title: { zh: '店家对订单的备注', en: 'Notes of the shop on orders' },
    policy: { zh: '员工处理订单时写的备注', en: 'notes that staff write about it' },
    onErase: { do: 'erase' },
    key: ['order_no', 'note_id'],
    columns: {
      customer_id: OWN_ID,
      order_no: ORDER_NO,
      note_id: { nothing: 'a random number of the row' },
      at: { holds: NOTED, told: { zh: '时间', en: 'At' } },
      sealed: {
        holds: NOTE,
        sealed: {
          keys: ['note_id'],
          bindingOf: (_, [noteId]) => noteBindingOf(noteId!),
          text: { zh: '备注', en: 'Note' },
        },
      },
      member_id: { holds: NOTED, unsaid: 'which of the staff' },
      idempotency_key: { nothing: 'a random key of the request' },
    },
  },
  { table: 'order_tags', nothing: 'the words that the shop sorts its orders by' },
];
