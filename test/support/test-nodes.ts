import pg from 'pg';
import { openDatabase, sqlState } from '../../server/platform/database.ts';
import { migrate } from '../../server/platform/migrations.ts';
import { prepareSpreading, spreadTables } from '../../server/platform/cluster/spread-tables.ts';
import { askServer, runOnServer, urlOfDatabase } from './run-on-server.ts';

/**
 * Where the databases of tests lie, by their addresses: one PostgreSQL, or the coordinator of a cluster and after it its workers,
 * each of which has a database of the same name.
 */
export type TestNodes = readonly [string, ...string[]];

/** Few: each test file has all of them made anew. */
const SHARDS = 4;

/**
 * The nodes of a server: the workers that are named (`host:port,host:port`), or else those that the given database knows, which is
 * the coordinator's then. None on one PostgreSQL.
 */
export async function findNodes(serverUrl: string, named: string | undefined): Promise<TestNodes> {
  if (named !== undefined) return [serverUrl, ...named.split(',').map((node) => atNode(serverUrl, node))];
  const [catalogue] = await askServer<{ table: string | null }>(
    serverUrl,
    `select to_regclass('pg_catalog.pg_dist_node') as table`,
  );
  if (catalogue?.table == null) return [serverUrl];
  const workers = await askServer<{ node: string }>(
    serverUrl,
    `select nodename || ':' || nodeport as node from pg_dist_node
     where groupid <> 0 and noderole = 'primary' and isactive order by nodeid`,
  );
  return [serverUrl, ...workers.map(({ node }) => atNode(serverUrl, node))];
}

/** As `serverUrl`, at another `host:port`. */
function atNode(serverUrl: string, node: string): string {
  const url = new URL(serverUrl);
  const { hostname, port } = new URL(`postgres://${node.trim()}`);
  url.hostname = hostname;
  url.port = port;
  return url.href;
}

const isCluster = (nodes: TestNodes): boolean => nodes.length > 1;

/** A migrated database to be cloned; on a cluster its tables are spread, as `npm run cluster:distribute` does it. */
export async function buildTemplate(nodes: TestNodes, template: string): Promise<void> {
  await runOnNodes(nodes, `create database ${template}`);
  if (isCluster(nodes))
    for (const node of nodes) await runOnServer(urlOfDatabase(node, template), 'create extension citus');
  const pool = openDatabase({ connection: { connectionString: urlOfDatabase(nodes[0], template) }, onError });
  try {
    await migrate(pool);
    if (isCluster(nodes)) await spreadOver(nodes, pool);
  } finally {
    await pool.end();
  }
  await closeTemplate(nodes, template);
}

async function spreadOver([coordinator, ...workers]: TestNodes, pool: pg.Pool): Promise<void> {
  const place = (node: string): [string, number] => {
    const { hostname, port } = new URL(node);
    return [hostname, Number(port || 5432)];
  };
  await pool.query('select citus_set_coordinator_host($1, $2::int)', place(coordinator));
  for (const worker of workers) await pool.query('select citus_add_node($1, $2::int)', place(worker));
  const { steps, refusals } = await prepareSpreading(pool);
  if (refusals.length > 0) throw new Error(refusals.map(({ en }) => en).join('\n'));
  await spreadTables(pool, steps, SHARDS);
}

/**
 * Nobody connects to a template any more, since a database that somebody is connected to cannot be cloned: on a cluster Citus itself
 * is, to look after it, and comes back when it is sent away. On one PostgreSQL nobody is.
 */
export async function closeTemplate(nodes: TestNodes, template: string): Promise<void> {
  if (!isCluster(nodes)) return;
  await runOnNodes(nodes, `alter database ${template} with allow_connections false`);
  await runOnNodes(
    nodes,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${template}'`,
  );
}

export async function cloneDatabase(nodes: TestNodes, name: string, template: string): Promise<void> {
  await runOnNodes(nodes, `create database ${name} template ${template}`);
}

/** A closed one: nobody may be connected to it. */
export async function renameDatabase(nodes: TestNodes, name: string, to: string): Promise<void> {
  await runOnNodes(nodes, `alter database ${name} rename to ${to}`);
}

/**
 * Where it is there. By force, since what still hangs there is worth nothing; without it where autovacuum is there, which only that
 * ends.
 */
export async function dropDatabase(nodes: TestNodes, name: string): Promise<void> {
  for (const node of nodes) {
    if (isCluster(nodes)) await forgetPrepared(node, name);
    try {
      await runOnServer(node, `drop database if exists ${name} with (force)`);
    } catch (error) {
      // SQLSTATE insufficient_privilege: the worker belongs to the superuser, and we are none.
      if (sqlState(error) !== '42501') throw error;
      await runOnServer(node, `drop database if exists ${name}`);
    }
  }
}

/** What a test cut off between the two phases of a commit keeps a database from being dropped. */
async function forgetPrepared(node: string, name: string): Promise<void> {
  const prepared = await askServer<{ gid: string }>(
    node,
    `select gid from pg_prepared_xacts where database = '${name}'`,
  );
  for (const { gid } of prepared)
    await runOnServer(urlOfDatabase(node, name), `rollback prepared ${pg.escapeLiteral(gid)}`);
}

/** Workers last, which the coordinator is connected to as long as it has the database. */
async function runOnNodes(nodes: TestNodes, statement: string): Promise<void> {
  for (const node of nodes) await runOnServer(node, statement);
}

/** Nothing cuts a connection here but a fault, so the run ends. */
function onError(error: Error): never {
  throw error;
}
