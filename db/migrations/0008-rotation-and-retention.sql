-- Rotation of keys while the shop runs: how far it has come, so that it goes on after it was cut short, and a guard by
-- which no data key is ever written under a key-encryption key that is not there any more. Also what retention needs.

create table key_rotations (
  rotation_id integer primary key,
  -- Whether values are sealed anew as well, under a new version of each customer's data key.
  reseal boolean not null,
  phase text not null check (phase in ('wrapping', 'adding', 'sealing', 'removing')),
  started_at timestamptz not null,
  phase_since timestamptz not null,
  -- The last customer that the phase is done with, and how many that were.
  reached text collate "C" not null default '',
  done integer not null default 0,
  finished_at timestamptz
);
-- At most one is under way.
create unique index key_rotations_under_way on key_rotations ((true)) where finished_at is null;

-- A process that has not heard of a rotation may wrap a new customer's key with a key that is being removed: then this
-- makes it fail and try again with the new keys, where the customer's data would be lost without it. A few rows in the
-- whole shop, so a database that is spread over machines keeps a copy of key_encryption_keys on each.
alter table data_keys add constraint data_keys_kek_is_there foreign key (kek_id) references key_encryption_keys;
create index data_keys_kek_id on data_keys (kek_id);

-- Who came in, went out or was refused, as the law asks to be kept for six months at least; removed after 190 days.
-- Nothing in clear: phones and network addresses only as keyed hashes. Written in groups, beside the requests.
create table security_log (
  record_id bigint generated always as identity primary key,
  at timestamptz not null,
  event text not null check (event ~ '^[a-z_]{1,40}$'),
  customer_id text collate "C",
  session_id uuid,
  phone_hash bytea,
  address_hash bytea,
  -- By which way it was tried, and why it was refused.
  way text,
  reason text
);
create index security_log_at on security_log (at);

-- A cart that nobody has touched for a year is removed. `added_at` orders its lines, and stays when one is changed.
alter table cart_lines add column touched_at timestamptz not null default now();
update cart_lines set touched_at = added_at;
create index cart_lines_touched_at on cart_lines (touched_at);
