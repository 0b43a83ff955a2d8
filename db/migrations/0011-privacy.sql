-- What customers do with what is known of them: take it along, see who looked at it, have it erased. And what stays of
-- somebody who was erased, so that a restored backup can be erased again.

-- A consent is withdrawn by a way just as it is given by one.
alter table consents add column withdrawn_way text;

-- A file with everything about a customer, made by a job. The file lies in the data folder, sealed by the customer's key.
create table personal_data_exports (
  customer_id text collate "C" not null references customers,
  export_id uuid not null,
  state text not null check (state in ('requested', 'ready', 'fetched', 'expired')),
  language text not null check (language in ('zh-CN', 'en')),
  -- Random, so that it tells nothing of whose it is.
  file_name text collate "C" not null unique,
  -- SHA-256 of the newest link's token; a link before it is worth nothing any more.
  token_hash bytea,
  requested_at timestamptz not null,
  ready_at timestamptz,
  -- When it is given up: being made, then waiting to be fetched.
  expires_at timestamptz not null,
  primary key (customer_id, export_id)
);
create unique index personal_data_exports_one_at_a_time on personal_data_exports (customer_id)
  where state = 'requested';
create index personal_data_exports_expires_at on personal_data_exports (expires_at)
  where state in ('requested', 'ready');

-- Who asked to be erased, and when it will be done: until then there is a way back.
create table account_deletions (
  customer_id text collate "C" primary key references customers,
  requested_at timestamptz not null,
  erase_at timestamptz not null
);
create index account_deletions_erase_at on account_deletions (erase_at);

-- Who was erased. No foreign key: it outlives the customer's row, which goes when the records of trade may go.
create table erasures (
  customer_id text collate "C" primary key,
  erased_at timestamptz not null,
  trade_removed_at timestamptz
);
create index erasures_with_trade on erasures (erased_at) where trade_removed_at is null;

-- Each time somebody of the staff saw a customer's personal data in full.
create table personal_data_reads (
  customer_id text collate "C" not null references customers,
  -- A UUIDv7: sorts by time.
  read_id uuid not null,
  at timestamptz not null,
  staff_name text not null,
  staff_role text not null,
  what text not null,
  why text not null,
  primary key (customer_id, read_id)
);
