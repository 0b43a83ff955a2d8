import type { Clock } from '../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { insertTags, listTags, saveTags } from './order-tags.sql.ts';
import { lockOrder } from './order.sql.ts';
import type { OrderKey, OrderNotFound } from './staff-orders.ts';

/** Characters of a tag, how many an order may have, and how many words the shop has for them. */
export const LONGEST_TAG = 12;
export const MAX_TAGS = 10;
export const MAX_TAGS_OF_SHOP = 50;

export type TagRefusal = OrderNotFound | { readonly code: 'too_many_tags'; readonly limit: number };

/** Either all that an order is to have, or some that are put to what it has or taken from it. */
export type TagChange =
  | { readonly set: readonly string[] }
  | { readonly add: readonly string[]; readonly remove: readonly string[] };

/**
 * Puts tags on an order; answers whether that changed anything. A word that is new is one of the shop's from then on. Tags stand in clear, so that orders can be
 * found by them, and are no place for anything personal: the route takes no long numbers.
 */
export async function tagOrder(
  deps: { readonly database: Database; readonly clock: Clock },
  by: StaffSession,
  key: OrderKey,
  change: TagChange,
): Promise<Result<boolean, TagRefusal>> {
  const known = await listTags(deps.database);
  const added = 'set' in change ? change.set : change.add;
  const fresh = [...new Set(added)].filter((tag) => !known.includes(tag));
  if (known.length + fresh.length > MAX_TAGS_OF_SHOP)
    return refuse({ code: 'too_many_tags', limit: MAX_TAGS_OF_SHOP });
  return inTransaction(deps.database, async (tx): Promise<Result<boolean, TagRefusal>> => {
    const order = await lockOrder(tx, key.customerId, key.orderNo);
    if (order === undefined) return refuse({ code: 'order_not_found' });
    const before = order.tags ?? [];
    const after = changeTags(before, change);
    if (after.length > MAX_TAGS) return refuse({ code: 'too_many_tags', limit: MAX_TAGS });
    if (after.length === before.length && after.every((tag, index) => tag === before[index]))
      return ok(false);
    const at = deps.clock.now();
    await saveTags(tx, key, after);
    if (fresh.length > 0) await insertTags(tx, fresh, by.staffId, at);
    const subject = { kind: 'order', id: key.orderNo };
    const tags = { before: { tags: [...before] }, after: { tags: after } };
    await record(tx, [actBy(by, at, { what: 'order:tag', subject, ...tags })]);
    return ok(true);
  });
}

/** In the order in which they were put, each once. */
export function changeTags(before: readonly string[], change: TagChange): string[] {
  if ('set' in change) return [...new Set(change.set)];
  const taken = new Set(change.remove);
  return [...new Set([...before, ...change.add])].filter((tag) => !taken.has(tag));
}
