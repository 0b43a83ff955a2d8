-- Who the customers are, how they get in, and the keys that seal what is theirs.
-- Customer tables lead with customer_id, so that no query can reach another customer's rows by a guessed id, and so
-- that the tables can be spread over many machines by it. Personal data stands here only sealed (bytea envelopes).

-- Each key is wrapped by the shop's master key, which is never in the database. Opened once, when the program starts.
create table key_encryption_keys (
  id integer primary key check (id between 1 and 65535),
  purpose text not null check (purpose in ('data-keys', 'look-up')),
  wrapped bytea not null,
  master_key_fingerprint text not null,
  created_at timestamptz not null default now(),
  -- Wraps no new data keys, but still opens those it has wrapped.
  retired_at timestamptz
);

create table customers (
  customer_id text collate "C" primary key check (customer_id ~ '^[0-9A-Z]{12}$'),
  phone_hash bytea not null,
  phone_sealed bytea not null,
  created_at timestamptz not null,
  last_signed_in_at timestamptz not null
);

-- Of its own, so that erasing a person is destroying rows here, and so that backups can keep it apart. Several versions
-- stand side by side while a customer's values are sealed anew: each envelope names the version that opens it.
create table data_keys (
  customer_id text collate "C" not null references customers,
  version integer not null check (version between 1 and 65535),
  -- Of key_encryption_keys; no foreign key, since that table is not spread by customer.
  kek_id integer not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (customer_id, version)
);

-- From the keyed hash of a phone to its customer: the one place that makes a phone unique.
create table customer_phones (
  phone_hash bytea primary key,
  customer_id text collate "C" not null
);

create table consents (
  customer_id text collate "C" not null references customers,
  consent_id uuid not null,
  purpose text not null,
  version text not null,
  given_at timestamptz not null,
  way text not null,
  withdrawn_at timestamptz,
  primary key (customer_id, consent_id)
);
create unique index consents_given_once on consents (customer_id, purpose, version) where withdrawn_at is null;

create table sessions (
  customer_id text collate "C" not null references customers,
  session_id uuid not null,
  -- SHA-256 of the token, which only the customer's device has.
  token_hash bytea not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  device text not null check (char_length(device) <= 60),
  primary key (customer_id, token_hash)
);
create index sessions_expires_at on sessions (expires_at);

-- Codes sent to phones: one live code a phone, and how many went out to it in the day that ends at day_ends_at.
create table sign_in_codes (
  phone_hash bytea primary key,
  code_hash bytea not null,
  tries_left smallint not null check (tries_left >= 0),
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  sent_in_day smallint not null check (sent_in_day >= 0),
  day_ends_at timestamptz not null
);
create index sign_in_codes_day_ends_at on sign_in_codes (day_ends_at);

-- Counters of what may be done only so often (a code or a try from an address), shared by all processes. The subject is
-- a keyed hash; a window begins with its first attempt.
create table attempt_counters (
  subject bytea primary key,
  count integer not null check (count >= 0),
  expires_at timestamptz not null
);
create index attempt_counters_expires_at on attempt_counters (expires_at);

create table addresses (
  customer_id text collate "C" not null references customers,
  address_id uuid not null,
  -- { recipient, phone, street } in one envelope: they are always read together.
  sealed bytea not null,
  region_code text not null check (region_code ~ '^\d{6}$'),
  postal_code text check (postal_code ~ '^\d{6}$'),
  is_default boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (customer_id, address_id)
);
create unique index addresses_one_default on addresses (customer_id) where is_default;
