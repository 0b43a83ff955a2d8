import type { Database, Queryable, Transaction } from '../database.ts';
import type { StoredDataKey } from './data-keys.ts';
import type { NewKey } from './sealing.sql.ts';

export type RotationPhase = 'wrapping' | 'adding' | 'sealing' | 'removing';

/** A rotation that is under way, as far as it has come. */
export type Rotation = {
  readonly id: number;
  readonly reseal: boolean;
  readonly phase: RotationPhase;
  readonly startedAt: Date;
  readonly phaseSince: Date;
  /** The last customer that the phase is done with. */
  readonly reached: string;
  readonly done: number;
};

const ROTATION = `rotation_id as id, reseal, phase, started_at as "startedAt", phase_since as "phaseSince", reached, done`;

export async function findRotation(database: Queryable): Promise<Rotation | undefined> {
  const { rows } = await database.query<Rotation>(
    `select ${ROTATION} from key_rotations where finished_at is null`,
  );
  return rows[0];
}

/** Retires the keys that wrap so far and puts these in their place; other processes are told. */
export async function beginRotation(
  tx: Transaction,
  { keys, reseal, now }: { keys: readonly NewKey[]; reseal: boolean; now: Date },
): Promise<void> {
  await Promise.all([
    tx.query(
      `update key_encryption_keys set retired_at = $1 where purpose = 'data-keys' and retired_at is null`,
      [now],
    ),
    tx.query(
      `insert into key_encryption_keys (id, purpose, wrapped, master_key_fingerprint)
       select * from unnest($1::integer[], $2::text[], $3::bytea[], $4::text[])`,
      [
        keys.map((key) => key.id),
        keys.map((key) => key.purpose),
        keys.map((key) => key.wrapped),
        keys.map((key) => key.masterKeyFingerprint),
      ],
    ),
    tx.query(
      `insert into key_rotations (rotation_id, reseal, phase, started_at, phase_since)
       select coalesce(max(rotation_id), 0) + 1, $1, 'wrapping', $2, $2 from key_rotations`,
      [reseal, now],
    ),
    tx.query(`select pg_notify('keys_changed', '')`),
  ]);
}

/** A rotation that only wrapped anew also seals anew from now on. */
export async function setReseal(database: Queryable, id: number): Promise<void> {
  await database.query('update key_rotations set reseal = true where rotation_id = $1', [id]);
}

export async function saveReached(
  on: Queryable,
  id: number,
  { reached, done }: { reached: string; done: number },
): Promise<void> {
  await on.query('update key_rotations set reached = $2, done = $3 where rotation_id = $1', [
    id,
    reached,
    done,
  ]);
}

/** Goes over to a phase, or, with null, ends the rotation. */
export async function savePhase(
  database: Queryable,
  id: number,
  phase: RotationPhase | null,
  now: Date,
): Promise<void> {
  await database.query(
    phase === null
      ? 'update key_rotations set finished_at = $2 where rotation_id = $1'
      : `update key_rotations set phase = $3, phase_since = $2, reached = '', done = 0 where rotation_id = $1`,
    phase === null ? [id, now] : [id, now, phase],
  );
}

/** For progress only: customers come and go meanwhile. */
export async function countDataKeys(
  database: Queryable,
  which: 'under-retired' | 'owners' | 'owners-with-versions',
): Promise<number> {
  const counts = {
    'under-retired': `select count(*)::integer as n from data_keys k
      join key_encryption_keys e on e.id = k.kek_id where e.retired_at is not null`,
    owners: 'select count(distinct customer_id)::integer as n from data_keys',
    'owners-with-versions': `select count(*)::integer as n from
      (select from data_keys group by customer_id having count(*) > 1) as o`,
  };
  const { rows } = await database.query<{ n: number }>(counts[which]);
  return rows[0]!.n;
}

type DataKeyRow = { customerId: string; version: number; kekId: number; wrapped: Buffer };
const toStored = ({ customerId, ...key }: DataKeyRow): StoredDataKey => ({ ownerId: customerId, ...key });
const DATA_KEY = `k.customer_id as "customerId", k.version, k.kek_id as "kekId", k.wrapped`;

/** Some data keys that a retired key wraps. */
export async function listKeysUnderRetired(database: Queryable, limit: number): Promise<StoredDataKey[]> {
  const { rows } = await database.query<DataKeyRow>(
    `select ${DATA_KEY} from data_keys k
     where k.kek_id in (select id from key_encryption_keys where purpose = 'data-keys' and retired_at is not null)
     limit $1`,
    [limit],
  );
  return rows.map(toStored);
}

/** Holds all versions of a customer's data key, so that neither an erasure nor another rotation changes them meanwhile. */
export async function lockDataKeys(tx: Transaction, customerId: string): Promise<StoredDataKey[]> {
  const { rows } = await tx.query<DataKeyRow>(
    `select ${DATA_KEY} from data_keys k where customer_id = $1 order by version for update`,
    [customerId],
  );
  return rows.map(toStored);
}

/** Wraps a data key anew, unless it was wrapped by another key than this one meanwhile, or its customer erased. */
export async function saveWrapped(
  database: Queryable,
  { ownerId, version, kekId, wrapped }: StoredDataKey,
  wrappedBy: number,
): Promise<void> {
  await database.query({
    name: 'sealing-save-wrapped',
    text: `update data_keys set kek_id = $3, wrapped = $4
      where customer_id = $1 and version = $2 and kek_id = $5`,
    values: [ownerId, version, kekId, wrapped, wrappedBy],
  });
}

/** Retired keys that still wrap something stay, by the foreign key of `data_keys`. Answers how many went. */
export async function deleteRetiredKeys(database: Database): Promise<number> {
  const { rowCount } = await database.query(
    `delete from key_encryption_keys where purpose = 'data-keys' and retired_at is not null`,
  );
  return rowCount ?? 0;
}

/** The next customers, by id, whose newest data key is older than `before`, and its version. */
export async function listNewestVersions(
  database: Queryable,
  { after, before, limit }: { after: string; before: Date; limit: number },
): Promise<{ customerId: string; version: number }[]> {
  const { rows } = await database.query<{ customerId: string; version: number }>(
    `select customer_id as "customerId", max(version) as version from data_keys where customer_id > $1
     group by customer_id having max(created_at) < $2 order by customer_id limit $3`,
    [after, before, limit],
  );
  return rows;
}

/** Puts a next version beside the last one, not where the customer was erased meanwhile. */
export async function insertNextVersion(
  database: Queryable,
  { ownerId, version, kekId, wrapped }: StoredDataKey,
  now: Date,
): Promise<void> {
  await database.query({
    name: 'sealing-insert-next-version',
    text: `insert into data_keys (customer_id, version, kek_id, wrapped, created_at)
      select k.customer_id, $2::integer, $3::integer, $4::bytea, $5::timestamptz
      from data_keys k where k.customer_id = $1 and k.version = $2::integer - 1 for key share of k
      on conflict (customer_id, version) do nothing`,
    values: [ownerId, version, kekId, wrapped, now],
  });
}
