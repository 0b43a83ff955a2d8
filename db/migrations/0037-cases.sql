-- What needs a person, whatever room of the shop it comes from: a row, not a line in a log.

create table cases (
  case_id uuid primary key,
  kind text not null,
  -- What it is about, by the number or name that its kind goes by. Nothing personal, as in the facts.
  subject text not null,
  facts jsonb not null,
  opened_at timestamptz not null,
  -- When it was met last, and how often.
  met_at timestamptz not null,
  times integer not null default 1 check (times > 0),
  closed_at timestamptz,
  -- How it ended: by the fact itself, or by somebody's word.
  ending text,
  check ((closed_at is null) = (ending is null))
);

-- One open case a subject: met again, it is the same.
create unique index cases_open on cases (kind, subject) where closed_at is null;
create index cases_waiting on cases (opened_at, case_id) where closed_at is null;

-- Orders that promised money back without refunds were such cases, in a table of their own.
insert into cases (case_id, kind, subject, facts, opened_at, met_at, closed_at, ending)
  select gen_random_uuid(), 'promise_without_refund', order_no,
    json_build_object('promisedFen', promised_fen, 'refundedFen', refunded_fen)::jsonb,
    found_at, found_at, settled_at, case when settled_at is not null then 'resolved' end
  from promises_without_refund;
drop table promises_without_refund;
