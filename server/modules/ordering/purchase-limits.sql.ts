import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

/**
 * Pieces of these products in orders that these customers placed after a moment and that were not called off. By the primary keys,
 * which begin with the customer: one of its own would be written with every line of every order, for the few that are limited.
 */
export async function sumBought(
  on: Queryable,
  customerIds: readonly CustomerId[],
  productSlugs: readonly string[],
  since: Date,
): Promise<{ customerId: CustomerId; productSlug: string; pieces: number }[]> {
  const { rows } = await on.query<{ customerId: CustomerId; productSlug: string; pieces: number }>({
    name: 'sum-bought-of-products',
    text: `select l.customer_id as "customerId", l.product_slug as "productSlug", sum(l.quantity)::int as pieces
           from order_lines l join orders o on o.customer_id = l.customer_id and o.order_no = l.order_no
           where l.customer_id = any($1::text[]) and o.customer_id = any($1::text[])
             and l.product_slug = any($2::text[]) and o.placed_at > $3 and o.state not in ('cancelled', 'closed')
           group by l.customer_id, l.product_slug`,
    values: [customerIds, productSlugs, since],
  });
  return rows;
}
