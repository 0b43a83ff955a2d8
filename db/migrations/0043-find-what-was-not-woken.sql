-- A job is a wake-up: what it would have done is found by its row where the job is gone.

-- Folded notices by since when they wait; exports, deletions, refunds, payments and orders that wait have such an index already.
create index folded_notices_first_at on folded_notices (first_at, customer_id, notice);

-- In which the old phone is told, which until now only the event said. An older program beside a newer one does not say it.
alter table phone_changes add column language text not null default 'zh-CN';
