-- What somebody of the staff looks at every day, under a name: the filters of the list of orders, and which of its columns. No text
-- that was looked for, since that may be a customer's phone.

create table saved_filters (
  filter_id uuid primary key,
  member_id uuid not null references staff_members,
  name text not null check (char_length(name) between 1 and 30),
  -- What the address of the list asks for.
  query jsonb not null,
  is_shared boolean not null,
  created_at timestamptz not null
);
create index saved_filters_member on saved_filters (member_id);
comment on table saved_filters is 'local';

create table list_columns (
  member_id uuid primary key references staff_members,
  columns text[] not null
);
comment on table list_columns is 'local';
