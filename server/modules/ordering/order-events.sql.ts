import { actorColumns, toActor, type ActorKind } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { OrderEvent } from './order.events.ts';
import type { StoredOrder } from './order.sql.ts';

type EventRow = Omit<OrderEvent, 'actor'> & { by: ActorKind; byId: string | null };

function toEvent({ by, byId, facts, ...row }: EventRow, customerId: CustomerId): OrderEvent {
  // Rows of a time when no name stood beside `by` name their gateway in the facts.
  return { ...row, facts, actor: toActor(by, byId ?? facts.gateway ?? null, customerId) };
}

export async function listEvents(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<OrderEvent[]> {
  const { rows } = await on.query<EventRow>({
    name: 'list-order-events',
    text: `select type, state, by, by_id as "byId", facts, at from order_events
           where customer_id = $1 and order_no = $2 order by seq limit 1000`,
    values: [customerId, orderNo],
  });
  return rows.map((row) => toEvent(row, customerId));
}

/** By which events an order is protected: when it was paid, and its claim. All of them, however much else has happened to it. */
export async function findProtectionEvents(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<OrderEvent[]> {
  const { rows } = await on.query<EventRow>({
    name: 'find-protection-events',
    text: `select type, state, by, by_id as "byId", facts, at from order_events
           where customer_id = $1 and order_no = $2 and type in ('paid', 'paid_late', 'price_protected') order by seq`,
    values: [customerId, orderNo],
  });
  return rows.map((row) => toEvent(row, customerId));
}

/** Whether an order was cancelled because nobody paid for it in time. */
export async function ranOutOfTime(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<boolean> {
  const { rows } = await on.query({
    name: 'find-order-ran-out-of-time',
    text: `select from order_events where customer_id = $1 and order_no = $2 and type = 'payment_time_over'`,
    values: [customerId, orderNo],
  });
  return rows.length > 0;
}

/** Writes what has happened to an order that the transaction has locked: its new row, the event, and word to listeners. */
export async function saveOrderEvent(
  tx: Transaction,
  order: StoredOrder,
  event: OrderEvent & { paidFen?: Fen; paidBy?: string; refundedFen?: Fen },
): Promise<void> {
  await Promise.all([
    tx.query({
      name: 'save-order',
      // Where it came from is kept for as long as it is unpaid.
      text: `update orders set state = $3, version = $4, paid_fen = $5, refunded_fen = $6,
               paid_by = coalesce($7, paid_by),
               unpaid_device = case when $3 = 'awaiting_payment' then unpaid_device end,
               unpaid_network = case when $3 = 'awaiting_payment' then unpaid_network end
             where customer_id = $1 and order_no = $2`,
      values: [
        order.customerId,
        order.orderNo,
        event.state,
        order.version + 1,
        event.paidFen ?? order.paidFen,
        event.refundedFen ?? order.refundedFen,
        event.paidBy ?? null,
      ],
    }),
    tx.query({
      name: 'save-order-event',
      text: `insert into order_events (customer_id, order_no, seq, type, state, by, by_id, facts, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [
        order.customerId,
        order.orderNo,
        order.version + 1,
        event.type,
        event.state,
        ...actorColumns(event.actor),
        event.facts,
        event.at,
      ],
    }),
    tx.query({
      name: 'tell-order',
      text: `select pg_notify('order_changed', $1)`,
      values: [`${order.orderNo}|state|${event.state}`],
    }),
  ]);
}
