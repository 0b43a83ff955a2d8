-- What the shop's staff do, and the program by its commands: rows that are added and never changed, each holding the hash of
-- the one before, so that `npm run audit:verify` finds what was changed all the same.

create table audit_acts (
  -- From 1, without gaps: the row's place in the chain.
  seq bigint primary key check (seq > 0),
  -- To the millisecond, as the hash has it: nothing may stand in a row that the hash does not cover.
  at timestamptz(3) not null,
  by text not null check (by in ('customer', 'staff', 'gateway', 'carrier', 'system')),
  by_id text not null,
  what text not null,
  subject_kind text not null,
  subject_id text not null,
  -- `json`, which keeps the text as it was written, and that is what is hashed; `jsonb` would write numbers in its own way.
  before json,
  after json,
  reason text,
  -- Network and device in words.
  origin text,
  -- Of a customer's values that were changed: whose, in which row of audit_parts, and the hash of what is sealed there.
  part_of text collate "C",
  part_id uuid,
  part_hash bytea check (octet_length(part_hash) = 32),
  check (num_nulls(part_of, part_id, part_hash) in (0, 3)),
  previous_hash bytea not null check (octet_length(previous_hash) = 32),
  row_hash bytea not null check (octet_length(row_hash) = 32)
);
comment on table audit_acts is 'local';

-- What an act changed of a customer's values, sealed by the customer's own key. In a table of its own, since it is sealed anew when
-- keys are changed and goes when the customer is erased; the hash in the act holds for both.
create table audit_parts (
  customer_id text collate "C" not null references customers,
  -- A UUIDv7: sorts by time.
  part_id uuid not null,
  at timestamptz(3) not null,
  what text not null,
  sealed bytea not null,
  primary key (customer_id, part_id)
);
comment on table audit_parts is 'customer';

-- Newest first, by person, subject, act and time.
create index audit_acts_by_time on audit_acts (at, seq);
create index audit_acts_by_staff on audit_acts (by_id, at, seq) where by = 'staff';
create index audit_acts_by_subject on audit_acts (subject_kind, subject_id, at, seq);
create index audit_acts_by_what on audit_acts (what, at, seq);

create function refuse_to_change_audit_acts() returns trigger language plpgsql as $$
begin
  raise exception 'audit_acts is only added to: % is refused', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;

create trigger only_added_to before update or delete or truncate on audit_acts
  for each statement execute function refuse_to_change_audit_acts();
-- Also where a session says that it is replaying another server's changes.
alter table audit_acts enable always trigger only_added_to;

-- The program takes these rights from itself again at each start, since a backup may be put back without them.
revoke update, delete, truncate on audit_acts from public, current_user;
