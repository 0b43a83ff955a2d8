-- A customer may set a password besides the code that is sent to the phone, and pages may seal it for the shop alone
-- before they send it, for shops whose TLS ends at somebody else's machine.

create table passwords (
  customer_id text collate "C" primary key references customers,
  -- Argon2id of the peppered password, with its parameters and salt, so that they can be raised later.
  hash text not null check (hash like '$argon2id$%'),
  changed_at timestamptz not null
);

-- The shop's key pairs for sealing a password on its way here, one for a day: nothing is kept under them, so a new one
-- costs nothing, and what was recorded on the way can soon be opened by nobody. `day` counts from 1970-01-01 in UTC.
create table password_keys (
  day integer primary key,
  public_key text not null,
  private_key_sealed bytea not null
);
