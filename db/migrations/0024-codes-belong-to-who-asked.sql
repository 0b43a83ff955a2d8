-- A code belongs to who asked for it (a browser, a session), so that a stranger who asks for a code to the same phone
-- neither replaces nor uses up the owner's. One row for each phone and asker. What was sent before lives for five
-- minutes, so the rows need not be taken along: who has such a code asks for another.
drop table sign_in_codes;
create table sign_in_codes (
  phone_hash bytea not null,
  -- Of the browser's mark or the session, together with phone and purpose.
  asker_hash bytea not null,
  -- Of the network of an asker who kept no mark: whoever asks from there without one has tries of their own at it.
  network_hash bytea,
  code_hash bytea not null,
  -- Whether the asker was known to be the phone's owner already: its wrong tries are not those of strangers.
  is_known boolean not null,
  tries_left smallint not null check (tries_left >= 0),
  network_tries_left smallint not null check (network_tries_left >= 0),
  expires_at timestamptz not null,
  primary key (phone_hash, asker_hash)
);
create index sign_in_codes_expires_at on sign_in_codes (expires_at);

-- A device is its owner's where the phone was proved by a code on it. A password alone does not make it so.
alter table customer_devices add column proved_at timestamptz;
update customer_devices d set proved_at = d.last_seen_at
where exists (
  select from sessions s where s.customer_id = d.customer_id and s.device_hash = d.device_hash and s.way = 'code');
