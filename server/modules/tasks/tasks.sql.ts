import type { ApiKeyId, StaffId } from '../../kernel/actor.ts';
import type { Json } from '../../kernel/json.ts';
import type { Language } from '../../kernel/language.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { TaskProgress } from '../../platform/tasks.ts';
import type { Task, TaskResult, TaskState, WholeTask } from './task.ts';

const COLUMNS = `task_id as id, kind, state, staff_id as "staffId", input ->> 'fileName' as "fileName", done, total, cancel_asked_at is not null as "isEnding",
  created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt",
  result_name as name, result_type as "mediaType", result_bytes as bytes`;

type Row = Omit<Task, 'done' | 'total' | 'result'> & {
  readonly done: string;
  readonly total: string | null;
  readonly name: string | null;
  readonly mediaType: string | null;
  readonly bytes: string | null;
};

function toTask({ done, total, name, mediaType, bytes, ...row }: Row): Task {
  const result = name === null ? null : { name, mediaType: mediaType!, bytes: Number(bytes) };
  return { ...row, done: Number(done), total: total === null ? null : Number(total), result };
}

type Inserted = {
  readonly id: string;
  readonly kind: string;
  readonly staffId: StaffId;
  readonly keyId: ApiKeyId | undefined;
  readonly origin: string;
  readonly language: Language;
  readonly once: string | undefined;
  readonly input: Json;
  readonly inputFile: string | undefined;
  readonly at: Date;
};

/** False where somebody has started it already. */
export async function insertTask(tx: Transaction, task: Inserted): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'tasks-insert',
    text: `insert into tasks (task_id, kind, staff_id, key_id, origin, language, once, input, input_file, state, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8::json, $9, 'waiting', $10)
      on conflict (once) where once is not null do nothing`,
    values: [
      ...[
        task.id,
        task.kind,
        task.staffId,
        task.keyId ?? null,
        task.origin,
        task.language,
        task.once ?? null,
      ],
      ...[JSON.stringify(task.input), task.inputFile ?? null, task.at],
    ],
  });
  return rowCount === 1;
}

export async function findStartedTask(on: Queryable, once: string): Promise<Task | undefined> {
  const { rows } = await on.query<Row>(`select ${COLUMNS} from tasks where once = $1`, [once]);
  return rows[0] && toTask(rows[0]);
}

export async function findTask(on: Queryable, id: string): Promise<WholeTask | undefined> {
  const { rows } = await on.query<Row & Pick<WholeTask, 'input' | 'report'>>({
    name: 'tasks-find',
    text: `select ${COLUMNS}, input, report from tasks where task_id = $1`,
    values: [id],
  });
  if (rows[0] === undefined) return undefined;
  const { input, report, ...row } = rows[0];
  return { ...toTask(row), input, report };
}

export type Place = Pick<Task, 'createdAt' | 'id'>;

/** Of these kinds, the newest first. */
export async function listTasks(
  on: Queryable,
  { kinds, after, limit }: { kinds: readonly string[]; after?: Place | undefined; limit: number },
): Promise<Task[]> {
  const { rows } = await on.query<Row>({
    name: 'tasks-list',
    text: `select ${COLUMNS} from tasks where kind = any($1::text[])
        and ($2::timestamptz is null or (created_at, task_id) < ($2::timestamptz, $3::uuid))
      order by created_at desc, task_id desc limit $4`,
    values: [kinds, after?.createdAt ?? null, after?.id ?? null, limit],
  });
  return rows.map(toTask);
}

/** What a run works with. */
export type Claimed = {
  readonly id: string;
  readonly kind: string;
  readonly runNo: number;
  readonly tries: number;
  readonly staffId: StaffId;
  readonly keyId: ApiKeyId | null;
  readonly origin: string;
  readonly language: Language;
  readonly input: Json;
  readonly inputFile: string | null;
  readonly saved: Json;
  readonly isEnding: boolean;
};

/** Takes a task over for a new run; undefined where it has ended. The run before, if it still lives, can write no more. */
export async function claimTask(on: Queryable, id: string, at: Date): Promise<Claimed | undefined> {
  const { rows } = await on.query<Claimed>({
    name: 'tasks-claim',
    text: `update tasks set state = 'running', run_no = run_no + 1, tries = tries + 1, started_at = coalesce(started_at, $2)
      where task_id = $1 and state in ('waiting', 'running')
      returning task_id as id, kind, run_no as "runNo", tries, staff_id as "staffId", key_id as "keyId", origin, language,
        input, input_file as "inputFile", saved, cancel_asked_at is not null as "isEnding"`,
    values: [id, at],
  });
  return rows[0];
}

export type Run = Pick<Claimed, 'id' | 'runNo'>;

/** Whether it was asked to end; undefined where the task is no more this run's. */
export async function saveProgress(
  on: Queryable,
  { id, runNo }: Run,
  { done, total }: TaskProgress,
): Promise<boolean | undefined> {
  const { rows } = await on.query<{ isEnding: boolean }>({
    name: 'tasks-save-progress',
    text: `update tasks set done = $3, total = coalesce($4, total)
      where task_id = $1 and run_no = $2 and state = 'running' returning cancel_asked_at is not null as "isEnding"`,
    values: [id, runNo, done, total ?? null],
  });
  return rows[0]?.isEnding;
}

/** The same, with where the next run goes on: it has got further, so its tries are counted anew. */
export async function saveStep(
  tx: Transaction,
  { id, runNo }: Run,
  { done, total, saved }: TaskProgress & { readonly saved: Json },
): Promise<boolean | undefined> {
  const { rows } = await tx.query<{ isEnding: boolean }>({
    name: 'tasks-save-step',
    text: `update tasks set done = $3, total = coalesce($4, total), saved = $5::json, tries = 1
      where task_id = $1 and run_no = $2 and state = 'running' returning cancel_asked_at is not null as "isEnding"`,
    values: [id, runNo, done, total ?? null, JSON.stringify(saved)],
  });
  return rows[0]?.isEnding;
}

type Ended = {
  readonly state: Exclude<TaskState, 'waiting' | 'running'>;
  readonly report: Json;
  readonly at: Date;
  readonly result?: (TaskResult & { readonly file: string }) | undefined;
};

/** Ends it. Undefined where it is no more this run's; otherwise whether somebody had asked it to end before. */
export async function saveEnd(
  on: Queryable,
  { id, runNo }: Run,
  { state, report, at, result }: Ended,
): Promise<boolean | undefined> {
  const { rows } = await on.query<{ isEnding: boolean }>({
    name: 'tasks-save-end',
    text: `update tasks set state = $3, report = $4::json, ended_at = $5, saved = null,
        done = case when $3 = 'done' then coalesce(total, done) else done end,
        result_file = $6, result_name = $7, result_type = $8, result_bytes = $9
      where task_id = $1 and run_no = $2 and state = 'running' returning cancel_asked_at is not null as "isEnding"`,
    values: [
      ...[id, runNo, state, JSON.stringify(report), at],
      ...[result?.file ?? null, result?.name ?? null, result?.mediaType ?? null, result?.bytes ?? null],
    ],
  });
  return rows[0]?.isEnding;
}

/** The run ends before the work does, since the program stops: that counts as no try. */
export async function releaseTask(on: Queryable, { id, runNo }: Run): Promise<void> {
  await on.query(
    `update tasks set tries = greatest(tries - 1, 0) where task_id = $1 and run_no = $2 and state = 'running'`,
    [id, runNo],
  );
}

/** Ends what waits at once, and asks what runs to end. Undefined where it has ended. */
export async function askToEnd(tx: Transaction, id: string, at: Date): Promise<TaskState | undefined> {
  const { rows } = await tx.query<{ state: TaskState }>({
    name: 'tasks-ask-to-end',
    text: `update tasks set cancel_asked_at = coalesce(cancel_asked_at, $2),
        ended_at = case when state = 'waiting' then $2 end,
        state = case when state = 'waiting' then 'cancelled' else state end
      where task_id = $1 and state in ('waiting', 'running') returning state`,
    values: [id, at],
  });
  return rows[0]?.state;
}

export type KeptResult = TaskResult & { readonly file: string };

export async function findResult(on: Queryable, id: string): Promise<KeptResult | undefined> {
  const { rows } = await on.query<Omit<KeptResult, 'bytes'> & { bytes: string }>(
    `select result_file as file, result_name as name, result_type as "mediaType", result_bytes as bytes
     from tasks where task_id = $1 and result_file is not null`,
    [id],
  );
  return rows[0] && { ...rows[0], bytes: Number(rows[0].bytes) };
}

export async function findInputFile(on: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await on.query<{ file: string | null }>(
    'select input_file as file from tasks where task_id = $1',
    [id],
  );
  return rows[0]?.file ?? undefined;
}

export type OpenTask = Place & { readonly kind: string };

/** For a job: the next page of those that have not ended and were started before `before`. */
export async function listOpenTasks(
  on: Queryable,
  before: Date,
  after: OpenTask | undefined,
  size: number,
): Promise<OpenTask[]> {
  const { rows } = await on.query<OpenTask>({
    name: 'tasks-list-open',
    text: `select task_id as id, kind, created_at as "createdAt" from tasks
      where ended_at is null and created_at < $1
        and ($2::timestamptz is null or (created_at, task_id) > ($2::timestamptz, $3::uuid))
      order by created_at, task_id limit $4`,
    values: [before, after?.createdAt ?? null, after?.id ?? null, size],
  });
  return rows;
}

/** For a job: forgets those that ended before `before`. */
export async function deleteEndedTasks(on: Queryable, before: Date): Promise<void> {
  await on.query('delete from tasks where ended_at < $1', [before]);
}

/** For a job: which of these files a task still needs. */
export async function listNeededFiles(on: Queryable, files: readonly string[]): Promise<string[]> {
  const { rows } = await on.query<{ file: string }>(
    `select file from tasks, unnest(array[input_file, result_file]) as kept (file) where file = any($1::text[])`,
    [files],
  );
  return rows.map(({ file }) => file);
}
