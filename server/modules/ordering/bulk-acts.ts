import { workThrough } from '../../platform/walk.ts';
import type { SweepDeps } from '../cases/index.ts';
import type { StaffSession } from '../staff/index.ts';
import { findBulkOrders, type BulkOrder } from './bulk-acts.sql.ts';
import { cancelForShop } from './cancel-for-shop.ts';
import type { ChangeDeps } from './change-order.ts';
import { writeNote, type NoteDeps, type NoteRefusal } from './note-order.ts';
import type { CancelRefusal } from './order.ts';
import { listTags } from './order-tags.sql.ts';
import { orderKeyOf, type OrderKey } from './staff-orders.ts';
import { changeTags, MAX_TAGS, MAX_TAGS_OF_SHOP, tagOrder, type TagRefusal } from './tag-order.ts';

/** How many orders one act takes at most, and on how many it works side by side. */
export const MOST_IN_BULK = 500;
const AT_ONCE = 4;

/** What can be done to many orders at once. A paid order is cancelled by itself: its money goes back. */
export type BulkAct =
  | { readonly kind: 'tag'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'cancel_unpaid'; readonly reason: string };

export type BulkRefusal = CancelRefusal | NoteRefusal | TagRefusal;

/**
 * What would become of an order, or has become of it. `ready`: it would be done, as it looks now. `unchanged`: there is nothing to do,
 * also where the same request did it before. `failed`: a fault, of which the log tells; the others go on.
 */
export type BulkRow = { readonly orderNo: string } & (
  | { readonly outcome: 'ready' | 'done' | 'unchanged' | 'failed' }
  | { readonly outcome: 'refused'; readonly refusal: BulkRefusal }
);
type Outcome = BulkRow extends infer Row ? (Row extends BulkRow ? Omit<Row, 'orderNo'> : never) : never;

export type BulkDeps = ChangeDeps & NoteDeps & { readonly log: SweepDeps['log'] };

const NOT_FOUND = { outcome: 'refused', refusal: { code: 'order_not_found' } } as const;

/** What an act would do to each of these orders, in their order. Reads alone, and promises nothing. */
export async function previewBulk(
  deps: Pick<BulkDeps, 'database'>,
  orderNos: readonly string[],
  act: BulkAct,
): Promise<BulkRow[]> {
  const keys = orderNos.flatMap((orderNo) => orderKeyOf(orderNo) ?? []);
  const [found, words] = await Promise.all([
    findBulkOrders(deps.database, keys),
    act.kind === 'tag' ? listTags(deps.database) : [],
  ]);
  return orderNos.map((orderNo) => {
    const order = found.get(orderNo);
    return { orderNo, ...(order === undefined ? NOT_FOUND : foresee(order, act, words)) };
  });
}

function foresee({ state, tags }: BulkOrder, act: BulkAct, words: readonly string[]): Outcome {
  switch (act.kind) {
    case 'note':
      return { outcome: 'ready' };
    case 'cancel_unpaid':
      if (state === 'awaiting_payment') return { outcome: 'ready' };
      return state === 'cancelled'
        ? { outcome: 'unchanged' }
        : { outcome: 'refused', refusal: { code: 'not_cancellable', state } };
    case 'tag': {
      const before = tags ?? [];
      const after = changeTags(before, act);
      const ofShop = new Set([...words, ...act.add]).size;
      const limit =
        after.length > MAX_TAGS ? MAX_TAGS : ofShop > MAX_TAGS_OF_SHOP ? MAX_TAGS_OF_SHOP : undefined;
      if (limit !== undefined) return { outcome: 'refused', refusal: { code: 'too_many_tags', limit } };
      const isSame = after.length === before.length && after.every((tag, index) => tag === before[index]);
      return { outcome: isSame ? 'unchanged' : 'ready' };
    }
  }
}

/**
 * Does it, each order in a transaction of its own, and answers what became of each. The same request once more changes nothing: tags
 * and cancellations are there already, and notes have its key.
 */
export async function actInBulk(
  deps: BulkDeps,
  by: StaffSession,
  orderNos: readonly string[],
  act: BulkAct,
  idempotencyKey: string,
): Promise<BulkRow[]> {
  const rows = new Map<string, BulkRow>();
  await workThrough(onePage(orderNos), { atOnce: AT_ONCE }, async (orderNo) => {
    const key = orderKeyOf(orderNo);
    const outcome = key === undefined ? NOT_FOUND : await actOnOne(deps, by, key, act, idempotencyKey);
    rows.set(orderNo, { orderNo, ...outcome });
  });
  return orderNos.map((orderNo) => rows.get(orderNo)!);
}

async function* onePage<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield await Promise.resolve(items);
}

async function actOnOne(
  deps: BulkDeps,
  by: StaffSession,
  key: OrderKey,
  act: BulkAct,
  idempotencyKey: string,
): Promise<Outcome> {
  try {
    const done = await carryOut(deps, by, key, act, idempotencyKey);
    if (done.ok) return { outcome: done.value ? 'done' : 'unchanged' };
    const refusal = done.error;
    const isDone = refusal.code === 'not_cancellable' && refusal.state === 'cancelled';
    return isDone ? { outcome: 'unchanged' } : { outcome: 'refused', refusal };
  } catch (error) {
    deps.log.error({ err: error, orderNo: key.orderNo, act: act.kind }, 'a bulk act failed for one order');
    return { outcome: 'failed' };
  }
}

async function carryOut(
  deps: BulkDeps,
  by: StaffSession,
  key: OrderKey,
  act: BulkAct,
  idempotencyKey: string,
) {
  switch (act.kind) {
    case 'tag':
      return tagOrder(deps, by, key, act);
    case 'note':
      return writeNote(deps, by, key, { text: act.text, idempotencyKey });
    case 'cancel_unpaid': {
      const outcome = await cancelForShop(deps, by, key, act.reason, ['awaiting_payment']);
      return outcome.ok ? { ok: true as const, value: true } : outcome;
    }
  }
}
