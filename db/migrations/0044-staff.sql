-- Who of the shop may do what. Staff are few and no customers: their tables lie whole on one machine.

create table staff_members (
  member_id uuid primary key,
  -- By which somebody signs in; lower case.
  account text collate "C" not null unique check (account ~ '^[a-z0-9][a-z0-9._-]{2,31}$'),
  name text not null check (char_length(name) between 1 and 40),
  roles text[] not null check (cardinality(roles) > 0),
  is_active boolean not null default true,
  -- Both are there, or neither: nobody has a password without a second factor. Without them somebody of a demo shop gets in by a click.
  password_hash text,
  totp_sealed bytea,
  -- The newest step of 30 s whose code was used: none is good twice.
  totp_step bigint,
  created_at timestamptz not null,
  check ((password_hash is null) = (totp_sealed is null))
);
comment on table staff_members is 'local';

-- In place of a code, once each: SHA-256 of so long random values cannot be turned back.
create table staff_recovery_codes (
  member_id uuid not null references staff_members,
  code_hash bytea not null,
  primary key (member_id, code_hash)
);
comment on table staff_recovery_codes is 'local';

create table staff_sessions (
  session_id uuid primary key,
  member_id uuid not null references staff_members,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  device text not null,
  place text not null
);
create index staff_sessions_of_member on staff_sessions (member_id, created_at);
create index staff_sessions_expires_at on staff_sessions (expires_at);
comment on table staff_sessions is 'local';

create table staff_invitations (
  invitation_id uuid primary key,
  token_hash bytea not null unique,
  roles text[] not null check (cardinality(roles) > 0),
  -- Null: the shop itself, for its first owner.
  invited_by uuid references staff_members,
  -- Of whoever accepts it; shown when the link is opened.
  totp_sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index staff_invitations_expires_at on staff_invitations (expires_at);
comment on table staff_invitations is 'local';

-- Roles that a shop has made for itself, beside the ready-made ones, which the program knows.
create table staff_roles (
  name text primary key check (name ~ '^[a-z][a-z0-9-]{1,30}$'),
  permissions text[] not null
);
comment on table staff_roles is 'local';
