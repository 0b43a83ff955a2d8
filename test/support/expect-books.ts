import type pg from 'pg';
import { expect } from 'vitest';
import { waitFor } from './wait-for.ts';

/**
 * The invariants of orders, stock and money, over the whole database: what is reserved is exactly what open orders hold,
 * each stock row is the sum of its movements, totals add up, no order lacks lines or history, and whatever was paid and
 * is not wanted goes back, as it was promised.
 */
export async function expectBooksToAgree(pool: pg.Pool): Promise<void> {
  await waitFor('what has happened to be told', () => isAllTold(pool), 20_000);
  const checks: Record<string, string> = {
    'reserved is what open orders hold': `
      select s.sku_id, s.reserved, coalesce(held.pieces, 0) as held from stock s
      left join (
        select l.sku_id, sum(l.quantity) as pieces from order_lines l join orders o using (customer_id, order_no)
        where o.state in ('awaiting_payment', 'awaiting_shipment') group by l.sku_id) held using (sku_id)
      where s.reserved <> coalesce(held.pieces, 0)`,
    'reservations have an order': `
      select m.order_no from stock_movements m left join orders o on o.order_no = m.order_no
      where m.cause in ('reserve', 'release') and o.order_no is null`,
    'movements add up to what is reserved': `
      select s.sku_id from stock s
      left join (select sku_id, sum(reserved_change) as sum from stock_movements group by sku_id) m using (sku_id)
      where s.reserved <> coalesce(m.sum, 0)`,
    'movements add up to what is on hand': `
      select s.sku_id from stock s
      join (select sku_id, sum(on_hand_change) as sum from stock_movements
            where cause = 'import' group by sku_id) m using (sku_id)
      where s.on_hand <> m.sum`,
    'nothing is oversold': 'select sku_id from stock where reserved > on_hand or reserved < 0 or on_hand < 0',
    'lines add up to the order': `
      select o.order_no from orders o join order_lines l using (customer_id, order_no)
      group by o.customer_id, o.order_no, o.items_fen having sum(l.list_fen) <> o.items_fen`,
    'each fen of difference stands in one adjustment': `
      select o.order_no from orders o
      left join (
        select customer_id, order_no, sum(amount_fen) as sum,
          coalesce(sum(amount_fen) filter (where kind = 'freight_coupon'), 0) as freight from order_adjustments
        where kind <> 'price_change' group by customer_id, order_no) a using (customer_id, order_no)
      where not exists (
          select 1 from order_adjustments c where c.customer_id = o.customer_id and c.order_no = o.order_no
          and c.kind = 'price_change')
        and coalesce(a.sum, 0) - coalesce(a.freight, 0) <> -o.discount_fen`,
    'campaigns gave what orders have of them': `
      select q.campaign_id, q.part, q.used, u.sum from campaign_quotas q
      left join (
        select campaign_id, part, sum(amount) as sum from campaign_uses where not given_back
        group by campaign_id, part) u using (campaign_id, part)
      where (q.part like 'sku %' or q.part = 'budget') and q.used <> coalesce(u.sum, 0)`,
    'coupons are held by orders that are on their way': `
      select c.coupon_id from coupons c join orders o using (customer_id, order_no) where o.state = 'cancelled'`,
    'every order has lines': `
      select order_no from orders o where not exists (
        select 1 from order_lines l where l.customer_id = o.customer_id and l.order_no = o.order_no)`,
    'the newest event is the order’s version and state': `
      select o.order_no from orders o join order_events e on e.customer_id = o.customer_id and e.order_no = o.order_no
      and e.seq = o.version where e.state <> o.state`,
    'what an order was paid is what its payments hold': `
      select o.order_no, o.paid_fen, held.sum from orders o
      left join (
        select customer_id, order_no, sum(amount_fen) as sum from payments
        where state in ('succeeded', 'partly_refunded', 'refunded') group by customer_id, order_no) held
        using (customer_id, order_no)
      where o.paid_fen <> coalesce(held.sum, 0)`,
    'what an order gave back is what its refunds moved': `
      select o.order_no, o.refunded_fen, moved.sum from orders o
      left join (
        select customer_id, order_no, sum(amount_fen) as sum from refunds where state = 'completed'
        group by customer_id, order_no) moved using (customer_id, order_no)
      where o.refunded_fen <> coalesce(moved.sum, 0)`,
    'an order keeps its total, less what was claimed of it, if it is on its way, and nothing if it was cancelled': `
      select o.order_no, o.state, o.paid_fen, back.sum from orders o
      left join (
        select customer_id, order_no, sum(amount_fen) as sum from refunds where state <> 'refused'
        group by customer_id, order_no) back using (customer_id, order_no)
      left join (
        select customer_id, order_no, sum((facts ->> 'amountFen')::bigint) as sum from order_events
        where type = 'price_protected' group by customer_id, order_no) claimed using (customer_id, order_no)
      where o.state <> 'closed' and o.paid_fen - coalesce(back.sum, 0)
        <> case when o.state in ('cancelled', 'awaiting_payment') then 0 else o.total_fen - coalesce(claimed.sum, 0) end`,
    'what gateways have in the books is what came in and did not go back': `
      select o.order_no, o.paid_fen, o.refunded_fen, posted.sum from orders o
      left join (
        select customer_id, order_no, sum(case when debit like 'gateway %' then amount_fen
          when credit like 'gateway %' then -amount_fen else 0 end) as sum
        from ledger_postings group by customer_id, order_no) posted using (customer_id, order_no)
      where o.paid_fen - o.refunded_fen <> coalesce(posted.sum, 0)`,
    'an order that was paid is sold for its total, and no other is': `
      select o.order_no, o.state, o.total_fen, sold.sum from orders o
      left join (
        select customer_id, order_no, sum(case when credit in ('sales', 'freight') then amount_fen else 0 end
          - case when debit = 'discounts' then amount_fen else 0 end) as sum, count(*) as postings
        from ledger_postings where debit in ('discounts') or credit in ('sales', 'freight')
        group by customer_id, order_no) sold using (customer_id, order_no)
      where exists (select 1 from order_events e where e.customer_id = o.customer_id and e.order_no = o.order_no
          and e.type in ('paid', 'paid_late', 'nothing_to_pay')) is distinct from (sold.postings is not null)
        or sold.sum <> o.total_fen`,
    'an order has a few open payments at most': `
      select order_no from payments where state = 'pending' group by customer_id, order_no having count(*) > 5`,
  };
  for (const [name, text] of Object.entries(checks)) {
    const { rows } = await pool.query(text);
    expect(rows, name).toEqual([]);
  }
}

/** Whether no listener is yet to be told of something. Where no jobs are run, `tellListeners` does it. */
async function isAllTold(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query(
    `select from graphile_worker.jobs where task_identifier like 'hear-%' limit 1`,
  );
  return rows.length === 0;
}
