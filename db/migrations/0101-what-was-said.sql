-- Every exchange with a gateway about a payment or refund, added before it is acted on and never changed: what was asked, what was
-- answered, and each notification with its exact bytes and headers, sealed by the customer's key.
--
-- No foreign key to the payment: a log waits for nobody's lock.

create table payment_events (
  customer_id text collate "C" not null,
  event_id uuid not null,
  payment_no text collate "C" not null,
  -- Of what was said about a refund.
  refund_no text collate "C",
  gateway text not null,
  kind text not null,
  at timestamptz not null,
  -- Amounts, states, codes and numbers; nothing personal, and nothing that can be paid by.
  facts jsonb not null,
  -- Of a notification. Null once it was forgotten.
  sealed bytea,
  primary key (customer_id, event_id)
);
create index payment_events_of_payment on payment_events (customer_id, payment_no, event_id);
create index payment_events_with_bytes on payment_events (at) where sealed is not null;
comment on table payment_events is 'customer';
