import type { StaffId } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/** The words that the shop has for tags, by their names. There are `MAX_TAGS_OF_SHOP` at most. */
export async function listTags(on: Queryable): Promise<string[]> {
  const { rows } = await on.query<{ tag: string }>({
    name: 'list-order-tags',
    text: 'select tag from order_tags order by tag',
  });
  return rows.map(({ tag }) => tag);
}

export async function insertTags(
  tx: Transaction,
  tags: readonly string[],
  by: StaffId,
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'insert-order-tags',
    text: `insert into order_tags (tag, added_by, added_at) select tag, $2, $3 from unnest($1::text[]) as t (tag)
      on conflict do nothing`,
    values: [tags, by, at],
  });
}

export async function saveTags(
  tx: Transaction,
  { customerId, orderNo }: { readonly customerId: CustomerId; readonly orderNo: OrderNo },
  tags: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'save-tags-of-order',
    text: 'update orders set tags = $3 where customer_id = $1 and order_no = $2',
    values: [customerId, orderNo, tags.length === 0 ? null : tags],
  });
}
