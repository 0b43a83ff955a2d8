-- What staff know of a customer and do about one: tags, notes, and accounts that the shop has closed to their owners.

-- Since when nobody signs in to the account or orders by it. Who of the staff said so, and why, stands by itself, sealed.
alter table customers add column deactivated_at timestamptz;
create table account_closings (
  customer_id text collate "C" primary key references customers,
  sealed bytea not null,
  closed_at timestamptz not null,
  member_id uuid not null
);
comment on table account_closings is 'customer';
-- The list of the staff, newest first.
-- It counts the new ones of an hour, too, as the narrower one before it did.
create index customers_newest on customers (created_at, customer_id);
drop index customers_created_at;
-- Asked for every batch of orders: it holds next to nobody.
create index customers_deactivated on customers (customer_id) where deactivated_at is not null;

create table customer_tags (
  customer_id text collate "C" not null references customers,
  tag text not null check (char_length(tag) between 1 and 12),
  tagged_at timestamptz not null,
  member_id uuid not null,
  primary key (customer_id, tag)
);
comment on table customer_tags is 'customer';
create index customer_tags_by_tag on customer_tags (tag, tagged_at, customer_id);

create table customer_notes (
  customer_id text collate "C" not null references customers,
  note_id uuid not null,
  sealed bytea not null,
  written_at timestamptz not null,
  member_id uuid not null,
  primary key (customer_id, note_id)
);
comment on table customer_notes is 'customer';
