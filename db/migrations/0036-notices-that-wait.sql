-- Of each kind of notice about an account a few a day are sent at once. What happens beyond that is counted here, and one
-- message tells of all together: so an account cannot be used to send messages by the hundred, and no change is hidden
-- behind the noise of others.
create table folded_notices (
  customer_id text collate "C" not null references customers,
  notice text not null,
  count integer not null check (count > 0),
  -- In which the one message is written.
  language text not null,
  first_at timestamptz not null,
  last_at timestamptz not null check (last_at >= first_at),
  primary key (customer_id, notice)
);
