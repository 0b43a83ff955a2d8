-- Carts, orders and what was paid for them. Customer tables without a foreign key to shop tables: an order line carries
-- its own copy of name, options and price, so that it tells what was bought even when the catalogue has moved on.

create table cart_lines (
  customer_id text collate "C" not null references customers,
  sku_id bigint not null,
  quantity integer not null check (quantity between 1 and 999),
  -- The price the customer saw when the line was last changed: a difference is shown.
  seen_price_fen bigint not null check (seen_price_fen >= 0),
  added_at timestamptz not null,
  primary key (customer_id, sku_id)
);

create table orders (
  customer_id text collate "C" not null references customers,
  order_no text collate "C" not null,
  state text not null check (state in ('awaiting_payment', 'awaiting_shipment', 'partly_shipped', 'shipped',
    'delivered', 'completed', 'cancelled', 'closed')),
  -- Of the newest row in order_events.
  version integer not null default 1,
  items_fen bigint not null check (items_fen >= 0),
  discount_fen bigint not null default 0 check (discount_fen between 0 and items_fen),
  freight_fen bigint not null check (freight_fen >= 0),
  total_fen bigint not null check (total_fen = items_fen - discount_fen + freight_fen),
  paid_fen bigint not null default 0 check (paid_fen >= 0),
  refunded_fen bigint not null default 0 check (refunded_fen between 0 and paid_fen),
  region_code text not null,
  -- { recipient, phone, street, note } in one envelope.
  sealed bytea not null,
  placed_at timestamptz not null,
  pay_before timestamptz not null,
  idempotency_key text not null,
  request_hash bytea not null,
  primary key (customer_id, order_no),
  unique (customer_id, idempotency_key)
);
create index orders_unpaid on orders (pay_before) where state = 'awaiting_payment';

create table order_lines (
  customer_id text collate "C" not null,
  order_no text collate "C" not null,
  line_no smallint not null,
  sku_id bigint not null,
  product_slug text not null,
  name text not null,
  name_en text not null,
  -- json, not jsonb: the order of the options is kept.
  options json not null,
  image jsonb,
  quantity integer not null check (quantity > 0),
  -- Of one piece.
  price_fen bigint not null check (price_fen >= 0),
  -- Of the whole line, before and after discounts.
  list_fen bigint not null check (list_fen = price_fen * quantity),
  discount_fen bigint not null default 0 check (discount_fen between 0 and list_fen),
  primary key (customer_id, order_no, line_no),
  foreign key (customer_id, order_no) references orders
);

create table order_events (
  customer_id text collate "C" not null,
  order_no text collate "C" not null,
  seq integer not null,
  type text not null,
  state text not null,
  by text not null check (by in ('customer', 'shop', 'gateway', 'system')),
  facts jsonb not null default '{}',
  at timestamptz not null,
  primary key (customer_id, order_no, seq),
  foreign key (customer_id, order_no) references orders
);

create table payments (
  customer_id text collate "C" not null,
  payment_no text collate "C" not null,
  order_no text collate "C" not null,
  gateway text not null,
  channel text not null,
  state text not null check (state in ('pending', 'succeeded', 'failed', 'cancelled', 'expired', 'partly_refunded', 'refunded')),
  amount_fen bigint not null check (amount_fen > 0),
  refunded_fen bigint not null default 0 check (refunded_fen between 0 and amount_fen),
  gateway_reference text,
  -- What the payer is to do: a QR content, a redirect or a form. Null until the gateway has answered.
  action jsonb,
  failure_code text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz,
  asked_at timestamptz,
  idempotency_key text not null,
  request_hash bytea not null,
  primary key (customer_id, payment_no),
  unique (customer_id, idempotency_key),
  foreign key (customer_id, order_no) references orders
);
create index payments_of_order on payments (customer_id, order_no);
create index payments_pending on payments (created_at) where state = 'pending';

-- Every genuine notice of a gateway, kept once: the second of the same id changes nothing.
create table payment_notices (
  customer_id text collate "C" not null,
  payment_no text collate "C" not null,
  notice_id text not null,
  outcome text not null,
  received_at timestamptz not null,
  primary key (customer_id, payment_no, notice_id),
  foreign key (customer_id, payment_no) references payments
);

create table refunds (
  customer_id text collate "C" not null,
  refund_no text collate "C" not null,
  payment_no text collate "C" not null,
  order_no text collate "C" not null,
  amount_fen bigint not null check (amount_fen > 0),
  reason text not null,
  state text not null check (state in ('requested', 'completed', 'refused')),
  gateway_reference text,
  requested_at timestamptz not null,
  settled_at timestamptz,
  primary key (customer_id, refund_no),
  foreign key (customer_id, payment_no) references payments
);
create index refunds_of_payment on refunds (customer_id, payment_no);
create index refunds_requested on refunds (requested_at) where state = 'requested';
