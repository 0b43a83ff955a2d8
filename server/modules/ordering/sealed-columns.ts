import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../platform/sealing/index.ts';
import { addressBindingOf, reasonBindingOf } from './order-address.ts';

/** Where ordering keeps what is sealed for customers. */
export const orderSealedColumns: readonly SealedColumn[] = [
  {
    table: 'orders',
    column: 'sealed',
    keys: ['order_no'],
    bindingOf: (customerId, [orderNo]) => addressBindingOf(customerId as CustomerId, orderNo as OrderNo),
  },
  {
    table: 'order_events',
    column: 'facts',
    field: 'reasonSealed',
    keys: ['order_no', 'seq'],
    bindingOf: (customerId, [orderNo, seq]) =>
      reasonBindingOf({
        customerId: customerId as CustomerId,
        orderNo: orderNo as OrderNo,
        seq: Number(seq),
      }),
  },
];
