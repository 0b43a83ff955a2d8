-- The books: what came in, went back, was sold, given away and charged, as postings between two accounts each. One that has both its
-- legs in one row cannot be half there: debits and credits are the same sum whatever is added up.
create table ledger_postings (
  customer_id text collate "C" not null,
  order_no text collate "C" not null,
  -- What has happened, and its number: `payment P…`, `refund R…`, `placing`. Once of an order.
  fact text collate "C" not null,
  leg smallint not null check (leg > 0),
  debit text collate "C" not null,
  credit text collate "C" not null,
  amount_fen bigint not null,
  at timestamptz not null,
  primary key (customer_id, order_no, fact, leg),
  constraint some_money_between_two check (amount_fen > 0 and debit <> credit)
);
comment on table ledger_postings is 'customer';
create index ledger_postings_at on ledger_postings (at, order_no, fact, leg);

-- Sums of the days that are over, so that nobody adds up years to look at one page. All of it can be counted again.
create table ledger_days (
  day date not null,
  account text collate "C" not null,
  debit_fen bigint not null check (debit_fen >= 0),
  credit_fen bigint not null check (credit_fen >= 0),
  primary key (day, account)
);
comment on table ledger_days is 'local';

-- What came in and went back within a day, to hold the books against it.
create index payments_settled_at on payments (settled_at) where settled_at is not null;
create index refunds_settled_at on refunds (settled_at) where settled_at is not null;
