import pg from 'pg';
import type { Words } from '../../kernel/language.ts';
import { inTransaction, type Database, type Queryable, type Transaction } from '../database.ts';
import { StartRefusal } from '../start-refusal.ts';
import { planSpreading, type SpreadingPlan, type Standing, type Step } from './plan-spreading.ts';
import { readSchema, type ForeignKey } from './read-schema.ts';
import { breachesOf } from './schema-rules.ts';

/** What a database says of the cluster that it is of. */
export type Cluster = {
  readonly isCoordinator: boolean;
  /** Whether tables may stand on the coordinator that its workers know of. */
  readonly hasCoordinator: boolean;
  /** Nodes that rows may be spread over. */
  readonly workers: number;
  readonly standing: Standing;
};

/** Undefined on a PostgreSQL without Citus. */
export async function readCluster(on: Queryable): Promise<Cluster | undefined> {
  const { rowCount } = await on.query(`select from pg_extension where extname = 'citus'`);
  if (rowCount === 0) return undefined;
  const nodes = await on.query<Omit<Cluster, 'standing'>>(
    `select (select groupid = 0 from pg_dist_local_group) as "isCoordinator",
       coalesce(bool_or(groupid = 0), false) as "hasCoordinator",
       (count(*) filter (where shouldhaveshards and isactive))::int as workers
     from pg_dist_node where noderole = 'primary'`,
  );
  // As `citus_tables` tells it, which asks every node for sizes besides.
  const tables = await on.query<{ name: string; as: string }>(
    `select c.relname as name, case when p.partmethod = 'h' then 'distributed' when p.repmodel = 't' then 'reference'
       when p.colocationid = 0 then 'local' else 'whole on one node' end as as
     from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
     where c.relnamespace = 'public'::regnamespace`,
  );
  return { ...nodes.rows[0]!, standing: new Map(tables.rows.map(({ name, as }) => [name, as])) };
}

export type Spreading = SpreadingPlan & {
  /** Why it cannot be done; empty where it can. */
  readonly refusals: readonly Words[];
};

/** What is to be done in this database, and why it cannot be where it cannot. Changes nothing. */
export async function prepareSpreading(on: Queryable): Promise<Spreading> {
  const cluster = await readCluster(on);
  const schema = await readSchema(on);
  const plan = planSpreading(schema, cluster?.standing ?? new Map());
  const broken = breachesOf(schema).map(({ rule, what, instead }) => ({
    zh: `表的规则不成立（${rule}）：${what}。怎么办：${instead}`,
    en: `A rule of schema is broken (${rule}): ${what}. ${instead}`,
  }));
  const wrong = plan.wrong.map(({ table, standsAs, kind }) => ({
    zh: `表 ${table} 现在是 ${standsAs}，而它的种类是 ${kind}；先用 undistribute_table 收回来。`,
    en: `The table ${table} stands as ${standsAs}, and its kind is ${kind}; take it back by undistribute_table first.`,
  }));
  return { ...plan, refusals: [...refusalsOfNodes(cluster), ...broken, ...wrong] };
}

function refusalsOfNodes(cluster: Cluster | undefined): Words[] {
  if (cluster === undefined)
    return [
      {
        zh: '这个数据库没有 Citus 扩展（create extension citus）：一台 PostgreSQL 上不用分布，见 docs/cluster.md。',
        en: 'This database has no extension citus (create extension citus): on one PostgreSQL there is nothing to spread, see docs/cluster.md.',
      },
    ];
  const refusals: Words[] = [];
  if (!cluster.isCoordinator)
    refusals.push({
      zh: '这个节点不是协调节点：DATABASE_URL 要指向协调节点。',
      en: 'This node is not the coordinator: let DATABASE_URL name the coordinator.',
    });
  if (!cluster.hasCoordinator)
    refusals.push({
      zh: `协调节点还没有登记：select citus_set_coordinator_host('主机名', 5432)。`,
      en: `The coordinator is not among the nodes: select citus_set_coordinator_host('its host', 5432).`,
    });
  if (cluster.workers === 0)
    refusals.push({
      zh: `没有能放分片的节点：select citus_add_node('主机名', 5432)。`,
      en: `There is no node to spread over: select citus_add_node('its host', 5432).`,
    });
  return refusals;
}

/**
 * Throws StartRefusal where a cluster has tables that are not spread yet, as after an upgrade: what was written to one would be
 * held to foreign keys that see no row. A database whose tables are all whole is one PostgreSQL, with Citus or without.
 */
export async function refuseHalfSpread(on: Queryable): Promise<void> {
  const cluster = await readCluster(on);
  if (cluster === undefined || !isSpread(cluster)) return;
  const left = planSpreading(await readSchema(on), cluster.standing).steps.flatMap((step) =>
    'table' in step ? [step.table] : [],
  );
  if (left.length > 0)
    throw new StartRefusal(
      `These tables are not spread over the cluster yet: ${left.join(', ')}. Run npm run cluster:distribute, then start again.`,
    );
}

const isSpread = ({ standing }: Cluster): boolean => [...standing.values()].includes('distributed');

/**
 * Does the steps of a plan in one transaction: all of it, or nothing. `shards`: in how many pieces a group is cut, where it is new.
 * Tables are locked meanwhile, so the shop should not run.
 */
export async function spreadTables(
  database: Database,
  steps: readonly Step[],
  shards: number,
  onStep: (step: Step, done: number) => void = () => undefined,
): Promise<void> {
  await inTransaction(database, async (tx) => {
    // Moving rows takes its time. One shard after the other, since a transaction that worked on many at once may not go on.
    await tx.query(`set local statement_timeout = 0`);
    await tx.query(`set local citus.multi_shard_modify_mode = 'sequential'`);
    await tx.query(`select set_config('citus.shard_count', $1, true)`, [String(shards)]);
    for (const [done, step] of steps.entries()) {
      onStep(step, done);
      await perform(tx, step);
    }
  });
}

/** Tables whose rows still lie where they were before they were spread as well, where nobody sees them and no erasure finds them. */
export async function listLeftRows(on: Queryable): Promise<string[]> {
  const { rows } = await on.query<{ name: string }>(
    `select c.relname as name from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
     where c.relnamespace = 'public'::regnamespace and (p.partmethod = 'h' or p.repmodel = 't')
       and pg_relation_size(c.oid) > 0 order by 1`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Removes the rows that such a table has left behind. Citus empties with it what leads there by foreign keys, so that nothing may do so
 * that the cluster does not know. Throws StartRefusal where something does.
 */
export async function removeLeftRows(database: Database, table: string): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    `select conrelid::regclass::text as name from pg_constraint
     where contype = 'f' and confrelid in (select logicalrelid from pg_dist_partition)
       and conrelid not in (select logicalrelid from pg_dist_partition) limit 1`,
  );
  if (rows[0] !== undefined)
    throw new StartRefusal(
      `Rows that ${table} left behind on the coordinator are not removed: the cluster does not know ${rows[0].name}, which leads to a spread table by a foreign key, and would be emptied, too. Drop that key, then run this again.`,
    );
  await inTransaction(database, async (tx) => {
    await tx.query('set local statement_timeout = 0');
    await tx.query('select truncate_local_data_after_distributing_table($1::regclass)', [nameOf(table)]);
  });
}

async function perform(tx: Transaction, step: Step): Promise<void> {
  switch (step.do) {
    case 'drop-key':
      await tx.query(`alter table ${nameOf(step.key.from)} drop constraint ${nameOf(step.key.name)}`);
      return;
    case 'put-key':
      await tx.query(`alter table ${nameOf(step.key.from)} add ${constraintOf(step.key)}`);
      return;
    case 'copy':
      await tx.query(`select create_reference_table($1::regclass)`, [nameOf(step.table)]);
      return;
    case 'spread':
      await tx.query(`select create_distributed_table($1::regclass, $2::text, colocate_with => $3::text)`, [
        nameOf(step.table),
        step.by,
        step.beside === undefined ? 'none' : nameOf(step.beside),
      ]);
      return;
    case 'register':
      await tx.query(`select citus_add_local_table_to_metadata($1::regclass)`, [nameOf(step.table)]);
      // The table is another one now, which stands before the rows; what was said of it is said again.
      await tx.query(`comment on table ${nameOf(step.table)} is ${pg.escapeLiteral(step.comment)}`);
      return;
  }
}

const constraintOf = ({ name, definition }: ForeignKey): string => `constraint ${nameOf(name)} ${definition}`;

const nameOf = (name: string): string => pg.escapeIdentifier(name);
