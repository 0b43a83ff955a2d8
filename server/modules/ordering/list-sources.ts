import type { SkuId } from '../../kernel/ids.ts';
import { customerOfOrderNo, numbersBeginningWith, type NumberSpan } from '../../kernel/numbers.ts';
import type { Database } from '../../platform/database.ts';
import type { Reservation } from '../stock/index.ts';
import type { OrderState } from './order.ts';
import type { ListedOrder } from './staff-list.sql.ts';
import { listOrdersByNumber, listOrdersInState } from './staff-list.sql.ts';

/** An order that was found, and the place to go on at behind it. */
export type FoundOrder = { readonly order: ListedOrder; readonly after: string };
/** `isLast`: behind these there is nothing more. */
export type Step = { readonly found: readonly FoundOrder[]; readonly isLast: boolean };
/** Orders from a place on, about `size` of them, newest first. What a place is, only its source knows. */
export type Source = (after: string | undefined, size: number) => Promise<Step>;

type ListOrders = (span: NumberSpan, size: number) => Promise<ListedOrder[]>;

const EVERYTHING: NumberSpan = numbersBeginningWith('');

/** Goes from number to number through one list, or several that are each in that order: an order that is in two comes once. */
export function byNumber(lists: readonly ListOrders[], span: NumberSpan = EVERYTHING): Source {
  return async (after, size) => {
    const within = { ...span, before: after ?? span.before };
    const all = (await Promise.all(lists.map((list) => list(within, size)))).flat();
    const once = [...new Map(all.map((order) => [order.orderNo, order])).values()];
    const newest = once.sort((a, b) => (a.orderNo < b.orderNo ? 1 : -1)).slice(0, size);
    return {
      found: newest.map((order) => ({ order, after: order.orderNo })),
      isLast: newest.length < size,
    };
  };
}

/** All orders in these states: the states are read side by side, each by the same index, and merged. */
export function inStates(database: Database, states: readonly OrderState[], span: NumberSpan): Source {
  return byNumber(
    states.map((state) => (within, size) => listOrdersInState(database, state, within, size)),
    span,
  );
}

/** Of each SKU the newest promises below a number of its own, `size` of each at most. */
export type ListReservations = (
  skus: readonly { readonly skuId: SkuId; readonly before: number }[],
  size: number,
) => Promise<readonly Reservation[]>;

const NEWEST = Number.MAX_SAFE_INTEGER;

/**
 * Orders that hold any of these SKUs, by the movements of stock. The place behind an order is where the walk of each SKU stands:
 * numbers of movements, since those are given in the order of the stock's lock and the numbers of orders a moment before it.
 */
export function withSkus(
  database: Database,
  listReservations: ListReservations,
  skuIds: readonly SkuId[],
): Source {
  return async (after, size) => {
    const places = after === undefined ? new Map(skuIds.map((id) => [id, NEWEST])) : readPlaces(after);
    const skus = [...places].map(([skuId, before]) => ({ skuId, before }));
    const merged = mergeReservations(await listReservations(skus, size), size);
    const keys = merged.map(({ orderNo }) => ({ customerId: customerOfOrderNo(orderNo)!, orderNo }));
    const orders = await listOrdersByNumber(database, keys);
    const known = new Map(orders.map((order) => [order.orderNo, order]));
    const found = merged.flatMap(({ skuId, seq, orderNo }) => {
      places.set(skuId, seq);
      const order = known.get(orderNo);
      // The next SKU of the same order tells it no second time.
      known.delete(orderNo);
      return order === undefined ? [] : [{ order, after: writePlaces(places) }];
    });
    return { found, isLast: merged.length < size };
  };
}

/**
 * The newest of several lists in one: the head that is newest goes next, so that each list keeps its own order and none of its
 * members is left behind, also where the numbers of two orders lie the other way round.
 */
export function mergeReservations(reservations: readonly Reservation[], size: number): Reservation[] {
  const lists = [...Map.groupBy(reservations, ({ skuId }) => skuId).values()];
  const merged: Reservation[] = [];
  while (merged.length < size) {
    let best: Reservation[] | undefined;
    for (const list of lists) if (list[0] && (!best?.[0] || list[0].orderNo > best[0].orderNo)) best = list;
    const next = best?.shift();
    if (next === undefined) break;
    merged.push(next);
  }
  return merged;
}

const readPlaces = (place: string): Map<SkuId, number> =>
  new Map(
    place.split('.').map((each) => {
      const [skuId, seq] = each.split(':');
      return [skuId as SkuId, Number(seq)];
    }),
  );
const writePlaces = (places: ReadonlyMap<SkuId, number>): string =>
  [...places].map(([skuId, seq]) => `${skuId}:${seq}`).join('.');
