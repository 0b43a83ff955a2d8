-- What staff do to one order: notes beside it, sealed, since people write names and numbers into them; and tags, which stand with it.

create table order_notes (
  customer_id text collate "C" not null,
  order_no text collate "C" not null,
  note_id uuid not null,
  sealed bytea not null,
  member_id uuid not null,
  at timestamptz not null,
  idempotency_key text not null,
  primary key (customer_id, order_no, note_id),
  unique (customer_id, order_no, idempotency_key),
  foreign key (customer_id, order_no) references orders
);
comment on table order_notes is 'customer';

-- Null where there are none, so that an order without tags takes no space for them.
alter table orders add column tags text[];
alter table orders add constraint orders_tags check (cardinality(tags) between 1 and 10);

-- The words that the shop has for its tags: few, so that they can be chosen from.
create table order_tags (
  tag text primary key,
  added_by uuid not null,
  added_at timestamptz not null
);
comment on table order_tags is 'local, committed with customers';
