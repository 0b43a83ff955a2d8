-- By which programs of a merchant ask the shop: what a key permits is chosen, and never more than who made it may do.

create table api_keys (
  key_id uuid primary key,
  name text not null check (char_length(name) between 1 and 40),
  -- SHA-256 of 256 random bits: what is stored opens nothing.
  token_hash bytea not null unique,
  -- The end of the token, by which people tell keys apart.
  hint text not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  made_by uuid not null references staff_members,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check (expires_at > created_at),
  -- Written down once a minute at most.
  last_used_at timestamptz
);
create index api_keys_of_member on api_keys (made_by);
create index api_keys_expires_at on api_keys (expires_at);
comment on table api_keys is 'local';

-- The key by which one of the staff had a program do something; null where they did it themselves.
alter table audit_acts add column by_key uuid;
