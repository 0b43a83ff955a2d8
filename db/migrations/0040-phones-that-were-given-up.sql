-- That the phone of an account was changed is told to the old phone, by a job of later. Events and jobs hold nothing
-- personal, so both phones wait here, sealed as the account's own is. The row goes when the old phone was told, or after days.
create table phone_changes (
  customer_id text collate "C" not null references customers,
  -- By which the event names it.
  change_id uuid not null,
  old_phone_sealed bytea not null,
  new_phone_sealed bytea not null,
  changed_at timestamptz not null,
  primary key (customer_id, change_id)
);
create index phone_changes_changed_at on phone_changes (changed_at);
