-- Long work of the staff (an import, an export, something done to many at once): a row for each, by which it is seen on a page, is
-- found again after a crash, and leaves its result for a week.

create table tasks (
  -- A UUIDv7: sorts by time.
  task_id uuid primary key,
  kind text not null,
  -- Who started it, from where (in words), and in which language its words are.
  staff_id uuid not null,
  -- By which of their keys, where a program did.
  key_id uuid,
  origin text not null,
  language text not null,
  -- What is to be started once at most: a second start, whoever asks for it, answers the first.
  once text,
  input json not null,
  -- The name of a file that was handed in, in the folder `tasks`.
  input_file text,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- Of the newest run: one that was taken for dead and is not cannot write any more.
  run_no integer not null default 0,
  -- Runs since it last got further.
  tries integer not null default 0,
  done bigint not null default 0 check (done >= 0),
  -- Null as long as nobody knows.
  total bigint check (total >= 0),
  -- By which the next run goes on where the last one ended.
  saved json,
  cancel_asked_at timestamptz,
  report json,
  result_file text,
  result_name text,
  result_type text,
  result_bytes bigint,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  constraint tasks_end check ((state in ('waiting', 'running')) = (ended_at is null)),
  constraint tasks_result check (num_nulls(result_file, result_name, result_type, result_bytes) in (0, 4))
);
comment on table tasks is 'local';

create unique index tasks_once on tasks (once) where once is not null;
create index tasks_newest on tasks (created_at, task_id);
create index tasks_open on tasks (created_at, task_id) where ended_at is null;
create index tasks_ended on tasks (ended_at) where ended_at is not null;
