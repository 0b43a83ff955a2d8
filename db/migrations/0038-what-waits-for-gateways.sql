-- A refund that its gateway has not done yet waits, for days where it must: what was said last, and when to ask again, is
-- in its row, and a job is only what wakes it. Until now each look that found it waiting was a failed job, and the 25th the last.

alter table refunds add column asked_at timestamptz;
-- Null until the gateway was asked; what it said last where that was no end.
alter table refunds add column last_answer text;
alter table refunds add column ask_again_at timestamptz;
-- When a person had a refused one asked for again: since then it waits.
alter table refunds add column reopened_at timestamptz;
alter table refunds add constraint refunds_last_answer check (last_answer in ('pending', 'unknown', 'no_gateway'));

-- Why a person has closed a case that no fact has resolved.
alter table cases add column reason text;
alter table cases add constraint cases_reason check (reason is null or closed_at is not null);
