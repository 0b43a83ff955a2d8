import type { OrderNo } from '../../kernel/ids.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { everyPage } from '../../platform/walk.ts';
import { sweep } from '../cases/index.ts';
import { expireOrder, type ChangeDeps } from './change-order.ts';
import {
  findDueOrder,
  findNextDue,
  listDueOrders,
  type DueOrder,
  type WalkedOrder,
} from './unpaid-orders.sql.ts';

const PAGE = 200;
/** The longest pause between two looks, so that a changed clock or setting is noticed soon. */
const LONGEST_PAUSE_MS = 30_000;
/** Orders that are cancelled side by side, so that one that somebody holds locked does not hold up the others. */
const AT_ONCE = 4;
/** Orders about which the same gateways are asked side by side. */
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
  const job = 'expire-unpaid-orders';
  let [cancelled, waiting] = [0, 0];
  await sweep<Due>(deps, {
    job,
    pages: everyDuePage(deps, now, (due) => {
      if (due.gateways !== undefined) waiting += 1;
      return due.gateways === undefined;
    }),
    atOnce: AT_ONCE,
    subjectOf: ({ orderNo }) => orderNo,
    async findAgain(subject) {
      const due = await findDue(deps, subject, now);
      return due?.gateways === undefined ? due : undefined;
    },
    async work(order) {
      if (await expireOrder(deps, order, 'settled', { by: 'system', job })) cancelled += 1;
    },
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
  const job = 'settle-unpaid-orders';
  let [cancelled, waiting] = [0, 0];
  await sweep<Due>(deps, {
    job,
    pages: everyDuePage(deps, now, ({ gateways }) => gateways !== undefined),
    atOnce: ASKED_AT_ONCE,
    laneOf: ({ gateways = '' }) => gateways,
    subjectOf: ({ orderNo }) => orderNo,
    async findAgain(subject) {
      const due = await findDue(deps, subject, now);
      return due?.gateways === undefined ? undefined : due;
    },
    async work(order) {
      const settlement = await deps.settlePayments(order.customerId, order.orderNo);
      const givesUpAt = order.payBefore.getTime() + GATEWAY_PATIENCE_MS;
      if (settlement === 'silent' && deps.clock.now().getTime() < givesUpAt) waiting += 1;
      else if (await expireOrder(deps, order, settlement, { by: 'system', job })) cancelled += 1;
    },
  });
  return { cancelled, waiting };
}

/** An order whose time is over; `gateways`: those that its open payments wait for, absent where none is open. */
type Due = DueOrder & { readonly gateways?: string };

/** Of the orders whose time was over by `now` those that `choose` takes. */
async function* everyDuePage(
  deps: ChangeDeps,
  now: Date,
  choose: (due: Due) => boolean,
): AsyncGenerator<readonly Due[]> {
  const pages = everyPage<WalkedOrder>(PAGE, (after) => listDueOrders(deps.database, now, after, PAGE));
  for await (const page of pages) yield (await withGateways(deps, page)).filter(choose);
}

async function withGateways(deps: ChangeDeps, orders: readonly DueOrder[]): Promise<readonly Due[]> {
  const open = await deps.findOpenPayments(orders);
  return orders.map((order) => {
    const gateways = open.get(order.orderNo);
    return { ...order, ...(gateways !== undefined && { gateways: gateways.join(' ') }) };
  });
}

async function findDue(deps: ChangeDeps, subject: string, now: Date): Promise<Due | undefined> {
  const customerId = customerOfOrderNo(subject);
  const due = customerId && (await findDueOrder(deps.database, customerId, subject as OrderNo, now));
  return due && (await withGateways(deps, [due]))[0];
}
