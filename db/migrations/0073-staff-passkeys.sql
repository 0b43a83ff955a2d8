-- What the devices of the staff keep in place of a code or of everything else, and the proof that opens what stays open.

create table staff_passkeys (
  passkey_id uuid primary key,
  member_id uuid not null references staff_members,
  name text not null check (char_length(name) between 1 and 40),
  credential_id bytea not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  device_type text not null check (device_type in ('singleDevice', 'multiDevice')),
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  -- When a use was refused because somebody may have a copy of it.
  copied_at timestamptz
);
create index staff_passkeys_of_member on staff_passkeys (member_id, created_at);
comment on table staff_passkeys is 'local';

-- When it was proved last that the member is there: by the password and a second factor.
alter table staff_sessions add column proved_at timestamptz;

-- An authenticator that is being set up in the place of the one there is, and since when.
alter table staff_members add column totp_next_sealed bytea;
alter table staff_members add column totp_next_at timestamptz;
-- Nobody has a password without an authenticator; who comes in by a passkey alone has neither.
alter table staff_members drop constraint staff_members_check;
alter table staff_members
  add constraint no_password_without_authenticator check (password_hash is null or totp_sealed is not null);
