import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import type { Transaction } from '../../platform/database.ts';
import type { SealedAddress } from './order-address.ts';

type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/** Writes what an order comes to, and the discount of each of its lines in their order. */
export async function savePrice(
  tx: Transaction,
  { customerId, orderNo }: OrderKey,
  price: { discountFen: Fen; freightFen: Fen; totalFen: Fen; lineDiscounts: readonly Fen[] },
): Promise<void> {
  await Promise.all([
    tx.query({
      name: 'save-price-of-order',
      text: `update orders set discount_fen = $3, freight_fen = $4, total_fen = $5
        where customer_id = $1 and order_no = $2`,
      values: [customerId, orderNo, price.discountFen, price.freightFen, price.totalFen],
    }),
    tx.query({
      name: 'save-discounts-of-lines',
      // Lines are numbered from 1 without gaps.
      text: `update order_lines set discount_fen = ($3::bigint[])[line_no]
        where customer_id = $1 and order_no = $2`,
      values: [customerId, orderNo, price.lineDiscounts],
    }),
  ]);
}

export async function saveAddress(
  tx: Transaction,
  { customerId, orderNo }: OrderKey,
  { regionCode, sealed, recipientHash }: SealedAddress & { readonly regionCode: string },
): Promise<void> {
  await tx.query({
    name: 'save-address-of-order',
    text: `update orders set region_code = $3, sealed = $4, recipient_hash = $5
      where customer_id = $1 and order_no = $2`,
    values: [customerId, orderNo, regionCode, sealed, recipientHash],
  });
}
