-- Where a merchant's other programs are told of what happens in the shop, and how each telling went.

create table webhook_endpoints (
  endpoint_id uuid primary key,
  url text not null,
  description text not null,
  -- Kinds of events, by their names in docs/events.md.
  events text[] not null check (cardinality(events) > 0),
  -- resting: it has failed so long that it is told nothing more until somebody has looked.
  state text not null check (state in ('on', 'off', 'resting')),
  -- Sealed by the shop's own key. The one before is good for a day after it was replaced.
  secret_sealed bytea not null,
  previous_secret_sealed bytea,
  previous_until timestamptz,
  check ((previous_secret_sealed is null) = (previous_until is null)),
  -- Deliveries that were given up since one arrived.
  given_up integer not null default 0 check (given_up >= 0),
  created_at timestamptz not null
);
comment on table webhook_endpoints is 'local';

create table webhook_deliveries (
  -- A UUIDv7: sorts by time.
  delivery_id uuid primary key,
  -- No foreign key: those of an endpoint that was removed go with the nights.
  endpoint_id uuid not null,
  -- Made of the event itself, so that an event that is heard twice is delivered once, and known again by whoever gets it twice.
  message_id text not null,
  event_type text not null,
  -- As it is signed and sent.
  payload text not null,
  state text not null check (state in ('waiting', 'delivered', 'failed')),
  tries integer not null default 0 check (tries >= 0),
  -- When it is sent next; while it is being sent, when another process may.
  next_at timestamptz not null,
  -- The last ones: when, how long it took, what was sent in the head and what was answered.
  attempts jsonb not null default '[]',
  created_at timestamptz not null
);
create unique index webhook_deliveries_once on webhook_deliveries (endpoint_id, message_id);
create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint_id, delivery_id);
create index webhook_deliveries_failed on webhook_deliveries (endpoint_id, delivery_id) where state = 'failed';
create index webhook_deliveries_waiting on webhook_deliveries (endpoint_id, next_at) where state = 'waiting';
create index webhook_deliveries_created_at on webhook_deliveries (created_at);
comment on table webhook_deliveries is 'local';
