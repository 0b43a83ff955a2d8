import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

type HeldPieces = { readonly orderNo: OrderNo; readonly skuId: SkuId; readonly quantity: number };

/** Every piece that an order's lines ask for: what its stock is reserved for. */
export async function listHeldPieces(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<HeldPieces[]> {
  const { rows } = await on.query<HeldPieces>({
    name: 'list-held-pieces',
    text: `select order_no as "orderNo", sku_id as "skuId", quantity from order_lines
           where customer_id = $1 and order_no = $2 order by line_no`,
    values: [customerId, orderNo],
  });
  return rows;
}
