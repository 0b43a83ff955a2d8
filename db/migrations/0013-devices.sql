-- By which devices a customer has signed in, so that a sign-in by another one is told to the phone. A device is the
-- random mark in its browser's cookie, kept as a keyed hash together with the customer: rows of two customers who share
-- a device have nothing in common.

create table customer_devices (
  customer_id text collate "C" not null references customers,
  device_hash bytea not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null check (last_seen_at >= first_seen_at),
  primary key (customer_id, device_hash)
);
-- For removing those that have not been seen for long.
create index customer_devices_last_seen_at on customer_devices (last_seen_at);

-- By which of them a session was opened: one that a customer ends from another device is not known any more.
alter table sessions add column device_hash bytea;
