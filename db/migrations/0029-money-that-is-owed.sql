-- Money that is owed is never lost from sight: how many payments of an order are open at once, and what was promised back
-- and has no refund.

-- Each open payment of an order holds one of its few places; the key lets no race take more. A payment that was open
-- before this migration holds none, and ends with its order's time.
alter table payments add column open_place smallint;
alter table payments add constraint payments_open_place check (open_place between 1 and 5);
create unique index payments_open_places on payments (customer_id, order_no, open_place) where state = 'pending';

-- The events that promise money back: few among all, read again and again.
create index order_events_promises on order_events (at, customer_id, order_no, seq)
  where facts ? 'refund' or type in ('paid_after_cancellation', 'paid_twice');

-- Orders whose timeline promises more money back than there are refunds for: somebody has to look.
create table promises_without_refund (
  customer_id text collate "C" not null,
  order_no text collate "C" not null,
  promised_fen bigint not null check (promised_fen > 0),
  -- Of refunds that are done or under way; one that a gateway refused gives nothing back.
  refunded_fen bigint not null check (refunded_fen >= 0),
  found_at timestamptz not null,
  -- Since when refunds add up to the promise; null as long as they do not.
  settled_at timestamptz,
  primary key (customer_id, order_no),
  foreign key (customer_id, order_no) references orders
);
create index promises_without_refund_open on promises_without_refund (customer_id, order_no)
  where settled_at is null;
