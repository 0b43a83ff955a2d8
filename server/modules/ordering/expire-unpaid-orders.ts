import type { OrderNo } from '../../kernel/ids.ts';
import { everyPage, workThrough } from '../../platform/walk.ts';
import { expireOrder, type ChangeDeps } from './change-order.ts';
import { findNextDue, listDueOrders, type DueOrder } from './unpaid-orders.sql.ts';

const PAGE = 200;
/** The longest pause between two looks, so that a changed clock or setting is noticed soon. */
const LONGEST_PAUSE_MS = 30_000;
/** Orders whose gateways are asked side by side. */
const ASKED_AT_ONCE = 8;
/** So long an order outlives its time where a gateway does not say whether it was paid. Its goods stay reserved meanwhile. */
const GATEWAY_PATIENCE_MS = 10 * 60_000;

/**
 * Cancels every order whose payment time is over and for which no payment is open, and answers when the next look is due.
 * Those with an open payment wait for `settleUnpaidOrders`, so that no gateway holds up the others. The unpaid orders
 * themselves are the list of what is to be done: nothing is added when one is placed, and nothing is lost by a restart.
 */
export async function expireUnpaidOrders(
  deps: ChangeDeps,
): Promise<{ cancelled: number; waiting: number; nextLook: Date }> {
  const now = deps.clock.now();
  let [cancelled, waiting] = [0, 0];
  const free = everyDuePage(deps, now, (page, open) => {
    waiting += open.size;
    return page.filter(({ orderNo }) => !open.has(orderNo));
  });
  await workThrough(free, 1, async (order) => {
    if (await expireOrder(deps, order, 'settled')) cancelled += 1;
  });
  const next = await findNextDue(deps.database, now);
  const latest = deps.clock.now().getTime() + LONGEST_PAUSE_MS;
  return { cancelled, waiting, nextLook: new Date(Math.min(next?.getTime() ?? latest, latest)) };
}

/**
 * Judges every order whose payment time is over while a payment of it is open: that is closed at its gateway first, and
 * money that came in time counts. Where a gateway is silent the order waits, ten minutes at most. Answers how many wait.
 */
export async function settleUnpaidOrders(deps: ChangeDeps): Promise<{ cancelled: number; waiting: number }> {
  const now = deps.clock.now();
  let [cancelled, waiting] = [0, 0];
  const paying = everyDuePage(deps, now, (page, open) => page.filter(({ orderNo }) => open.has(orderNo)));
  await workThrough(paying, ASKED_AT_ONCE, async (order) => {
    const settlement = await deps.settlePayments(order.customerId, order.orderNo);
    const givesUpAt = order.payBefore.getTime() + GATEWAY_PATIENCE_MS;
    if (settlement === 'silent' && deps.clock.now().getTime() < givesUpAt) waiting += 1;
    else if (await expireOrder(deps, order, settlement)) cancelled += 1;
  });
  return { cancelled, waiting };
}

/** Of the orders whose time was over by `now` those that `choose` takes, knowing which have an open payment. */
async function* everyDuePage(
  deps: ChangeDeps,
  now: Date,
  choose: (page: readonly DueOrder[], open: ReadonlySet<OrderNo>) => readonly DueOrder[],
): AsyncGenerator<readonly DueOrder[]> {
  const pages = everyPage<DueOrder>(PAGE, (after) => listDueOrders(deps.database, now, after, PAGE));
  for await (const page of pages) yield choose(page, await deps.findOpenPayments(page));
}
