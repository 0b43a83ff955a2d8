import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

/** Every piece that an order's lines ask for: what its stock is reserved for. */
export async function listHeldPieces(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<{ skuId: SkuId; quantity: number }[]> {
  const { rows } = await on.query<{ skuId: SkuId; quantity: number }>({
    name: 'list-held-pieces',
    text: `select sku_id as "skuId", quantity from order_lines where customer_id = $1 and order_no = $2 order by line_no`,
    values: [customerId, orderNo],
  });
  return rows;
}
