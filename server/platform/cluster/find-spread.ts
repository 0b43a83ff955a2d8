import { LRUCache } from 'lru-cache';
import type { Queryable } from '../database.ts';

/**
 * To which group a customer belongs: what is done for several customers at once is done for those of one group, so that a
 * machine that dies fails nobody whose rows lie on another.
 */
export type GroupOf = (customerId: string) => string | Promise<string>;

/** How customers' rows lie over machines. */
export type Spread = {
  /** Whether they lie on several: a statement over a batch then says its keys besides, so that only those machines are asked. */
  readonly isOverMany: boolean;
  readonly groupOf: GroupOf;
};

const ON_ONE: Spread = { isOverMany: false, groupOf: () => '' };

/** Each takes database connections of its own, so machines share groups where there are more of them. */
const MAX_GROUPS = 8;

/** One whose rows were moved to another machine is grouped as before for so long, which harms only while that one is dead. */
const REMEMBERED_MS = 10 * 60_000;
const REMEMBERED = 100_000;

/** On one PostgreSQL all customers are one group; on Citus those whose rows lie on one node, as the coordinator says. */
export async function findSpread(on: Queryable): Promise<Spread> {
  if (!(await areCustomersSpread(on))) return ON_ONE;
  const groups = new LRUCache<string, string>({ max: REMEMBERED, ttl: REMEMBERED_MS });
  return { isOverMany: true, groupOf: (customerId) => groups.get(customerId) ?? ask(customerId) };

  async function ask(customerId: string): Promise<string> {
    const node = await findNode(on, customerId);
    const group = String(node % MAX_GROUPS);
    groups.set(customerId, group);
    return group;
  }
}

async function areCustomersSpread(on: Queryable): Promise<boolean> {
  const { rows } = await on.query<{ hasCitus: boolean }>(
    `select to_regclass('pg_dist_partition') is not null as "hasCitus"`,
  );
  if (!rows[0]!.hasCitus) return false;
  const { rowCount } = await on.query(
    `select from pg_dist_partition where logicalrelid = 'customers'::regclass and partmethod = 'h'`,
  );
  return rowCount === 1;
}

/** The number of the node that has a customer's rows. Citus, "Metadata tables" and `get_shard_id_for_distribution_column`. */
async function findNode(on: Queryable, customerId: string): Promise<number> {
  const { rows } = await on.query<{ node: number }>({
    name: 'find-node-of-customer',
    text: `select groupid as node from pg_dist_placement
           where shardid = get_shard_id_for_distribution_column('customers', $1::text)`,
    values: [customerId],
  });
  if (rows[0] === undefined) throw new Error('no machine has the rows of a customer');
  return rows[0].node;
}
