-- Passkeys: a customer signs in by fingerprint, face or a security key, without a code. What a device keeps secret never
-- comes here; a public key cannot be used to sign in.

-- By this a device tells whose passkey it holds: random, so that it says nothing about the person.
create table passkey_users (
  customer_id text collate "C" primary key references customers,
  user_handle bytea not null check (octet_length(user_handle) = 32)
);

create table passkeys (
  customer_id text collate "C" not null references customers,
  passkey_id uuid not null,
  -- What the customer calls it, which may be anything, also a name of a person.
  name_sealed bytea not null,
  credential_id bytea not null,
  public_key bytea not null,
  -- As the device counted at the last use; 0 where it does not count.
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  device_type text not null check (device_type in ('singleDevice', 'multiDevice')),
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  -- When a use was refused because its counter had not grown: somebody may have a copy of the passkey.
  copied_at timestamptz,
  primary key (customer_id, passkey_id)
);
create unique index passkeys_credential_id on passkeys (customer_id, credential_id);

-- From the keyed hash of a credential's id to its customer: the one place that makes a credential unique.
create table passkey_credentials (
  credential_hash bytea primary key,
  customer_id text collate "C" not null
);

-- What a device is asked to sign, once and within five minutes. Only hashes: of the challenge, and of the session or the
-- browser that it was made for.
create table passkey_challenges (
  challenge_hash bytea primary key,
  purpose text not null check (purpose in ('add', 'sign-in', 'proof')),
  bound_to bytea not null,
  expires_at timestamptz not null
);
create index passkey_challenges_expires_at on passkey_challenges (expires_at);
