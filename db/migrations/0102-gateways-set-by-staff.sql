-- What the merchant has set of a payment service in the back office: it comes before what the environment says. Secrets are sealed by the
-- shop's key, and only the newest are kept.

create table gateway_settings (
  gateway text collate "C" primary key,
  -- From 1: of two who save at once the second is told so.
  version integer not null check (version > 0),
  is_on boolean not null,
  -- What may be shown, by the names of the fields.
  open jsonb not null,
  secret_sealed bytea not null,
  saved_at timestamptz not null,
  saved_by uuid references staff_members
);
comment on table gateway_settings is 'local';
