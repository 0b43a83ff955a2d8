-- What a merchant has set about the shop, section by section. Every save is a row of its own, so that what was shown at any
-- time can be told; the newest is what holds.

create table shop_settings (
  section text collate "C" not null check (section ~ '^[a-z]{2,20}$'),
  -- From 1, without gaps: of two who save at once one is the second, and is told so.
  version integer not null check (version > 0),
  value jsonb not null,
  saved_at timestamptz not null,
  -- Null: the program itself.
  saved_by uuid references staff_members,
  primary key (section, version)
);
comment on table shop_settings is 'local';
