import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';
import { addressBindingOf, reasonBindingOf, type OpenedAddress } from './order-address.ts';

const ORDER_NO = { zh: '订单号', en: 'Order number' };

/**
 * What ordering knows of a person. Orders stay for three years after an erasure, as the law of trade asks, but recipient,
 * phone, street, note and the words of a cancellation do not.
 */
export const orderingTables: readonly PersonalTable[] = [
  {
    table: 'orders',
    title: { zh: '订单', en: 'Orders' },
    // The hash of the request covers the note, so that one who guesses the note could check the guess.
    onErase: { do: 'blank', set: `sealed = ''::bytea, request_hash = ''::bytea` },
    exported: {
      key: ['order_no'],
      columns: {
        order_no: ORDER_NO,
        state: { zh: '状态', en: 'State' },
        items_fen: { zh: '商品金额', en: 'Goods' },
        discount_fen: { zh: '优惠', en: 'Discount' },
        freight_fen: { zh: '运费', en: 'Delivery' },
        total_fen: { zh: '应付金额', en: 'Total' },
        paid_fen: { zh: '已付', en: 'Paid' },
        refunded_fen: { zh: '已退', en: 'Refunded' },
        region_code: { zh: '区县代码', en: 'District code' },
        placed_at: { zh: '下单时间', en: 'Placed at' },
        pay_before: { zh: '付款截止', en: 'To be paid by' },
        line_count: { zh: '商品种数', en: 'Different items' },
        pieces: { zh: '件数', en: 'Pieces' },
      },
      sealed: {
        columns: ['sealed'],
        read(row, unseal) {
          const binding = addressBindingOf(row['customer_id'] as CustomerId, row['order_no'] as OrderNo);
          const { recipient, phone, street, note } = JSON.parse(
            unseal(binding, row['sealed'] as Buffer),
          ) as OpenedAddress;
          return [
            [{ zh: '收货人', en: 'Recipient' }, recipient],
            [{ zh: '电话', en: 'Phone' }, phone],
            [{ zh: '详细地址', en: 'Street' }, street],
            [{ zh: '备注', en: 'Note' }, note],
          ];
        },
      },
      unsaid: {
        customer_id: OWN_ID,
        version: 'a counter of the program',
        idempotency_key: 'a random key of the request',
        request_hash: 'a hash of the request, to know a repeat',
        unpaid_device: 'a keyed hash of the browser, there only while the order is unpaid',
        unpaid_network: 'a keyed hash of the network, there only while the order is unpaid',
      },
    },
  },
  {
    table: 'order_lines',
    title: { zh: '订单商品', en: 'Goods ordered' },
    onErase: { do: 'keep', because: 'what was bought for how much: a record of trade' },
    exported: {
      key: ['order_no', 'line_no'],
      columns: {
        order_no: ORDER_NO,
        sku_id: { zh: '商品编号', en: 'Goods (SKU)' },
        name: { zh: '名称', en: 'Name (Chinese)' },
        name_en: { zh: '英文名称', en: 'Name' },
        options: { zh: '规格', en: 'Options' },
        quantity: { zh: '数量', en: 'Quantity' },
        price_fen: { zh: '单价', en: 'Price' },
        list_fen: { zh: '小计', en: 'Amount' },
        discount_fen: { zh: '优惠', en: 'Discount' },
      },
      unsaid: {
        customer_id: OWN_ID,
        line_no: 'the place in the order',
        product_slug: 'the address of the product page',
        image: 'the picture of the product',
      },
    },
  },
  {
    table: 'order_events',
    title: { zh: '订单进度', en: 'What happened to orders' },
    onErase: { do: 'blank', set: `facts = facts - 'reasonSealed'` },
    exported: {
      key: ['order_no', 'seq'],
      columns: {
        order_no: ORDER_NO,
        type: { zh: '事件', en: 'Event' },
        state: { zh: '之后的状态', en: 'State after it' },
        by: { zh: '由谁', en: 'By' },
        at: { zh: '时间', en: 'At' },
      },
      sealed: {
        columns: ['facts'],
        read(row, unseal) {
          const { reasonSealed, ...facts } = row['facts'] as { reasonSealed?: string };
          const event = {
            customerId: row['customer_id'] as CustomerId,
            orderNo: row['order_no'] as OrderNo,
            seq: row['seq'] as number,
          };
          const reason =
            reasonSealed === undefined
              ? null
              : unseal(reasonBindingOf(event), Buffer.from(reasonSealed, 'hex'));
          return [
            [{ zh: '你写的原因', en: 'The reason you gave' }, reason],
            [{ zh: '细节', en: 'Facts' }, facts],
          ];
        },
      },
      unsaid: {
        customer_id: OWN_ID,
        seq: 'the place in the order of events',
        by_id: 'which of the staff, which service or which job of the program',
      },
    },
  },
];
