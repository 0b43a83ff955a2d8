import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** What a statement may be run on: the pool (its own transaction) or a client inside one. */
export type Queryable = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>;
export type Transaction = pg.PoolClient;
/** A pool of connections, or several of them behind one face (`lanes.ts`). */
export type Database = Pick<pg.Pool, 'query' | 'connect' | 'end'>;

/** SQLSTATE 40001 serialization_failure, 40P01 deadlock_detected: the engine asks for the transaction to be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

export type DatabaseOptions = {
  connection: pg.PoolConfig;
  /** How many connections at most. */
  max?: number;
  /** Whether what was committed in the last second may be lost where the database crashes: commits then wait for no disk. */
  mayForget?: boolean;
  /**
   * Whether rows are looked up by their keys alone. Plans are made once for a statement, perhaps while its table was all but
   * empty, and a scan of that is still run when there are many rows: here none is ever chosen where an index will do.
   */
  byKeys?: boolean;
  onError(error: Error): void;
};

/**
 * Opens a pool. Statements on a connection are pipelined: those sent without waiting for one another travel together.
 * Every statement ends after 10 s, so that one slow query cannot hold a request or a lock for good. Where the tables are spread
 * over many nodes, a transaction works on their pieces one after the other, and so in one order; elsewhere nobody asks for that.
 */
export function openDatabase({
  connection,
  max = 12,
  mayForget = false,
  byKeys = false,
  onError,
}: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max,
    pipeline: true,
    application_name: 'ks-order',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    options: [
      '-c statement_timeout=10s -c idle_in_transaction_session_timeout=15s -c timezone=UTC',
      '-c citus.multi_shard_modify_mode=sequential',
      ...(mayForget ? ['-c synchronous_commit=off'] : []),
      ...(byKeys ? ['-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off'] : []),
    ].join(' '),
  } as pg.PoolConfig);
  // Without a listener, an idle connection that the server closes would end the program.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/**
 * Runs `work` in one transaction. It is rolled back when `work` throws, and run again from its start when the engine
 * answers with a serialization failure or a deadlock, so `work` must do nothing outside the database. Statements whose
 * answer `work` does not need go into `writes` unawaited: they travel in one round trip with the commit.
 */
export async function inTransaction<T>(
  database: Database,
  work: (tx: Transaction, writes: Promise<unknown>[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(database, work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRYABLE.has(sqlState(error))) throw error;
      await pause(2 ** attempt * 5 * (0.5 + Math.random()));
    }
  }
}

async function runOnce<T>(
  database: Database,
  work: (tx: Transaction, writes: Promise<unknown>[]) => Promise<T>,
): Promise<T> {
  const tx = await database.connect();
  let failure: Error | undefined;
  try {
    // Not awaited: it travels together with the first statement of `work`, which fails too if this fails.
    const begun = tx.query('begin');
    begun.catch(() => undefined);
    const writes: Promise<unknown>[] = [];
    const value = await work(tx, writes);
    // PostgreSQL answers the commit of a failed transaction by rolling back, without an error: every write is awaited.
    await Promise.all([begun, ...writes, tx.query('commit')]);
    return value;
  } catch (error) {
    failure = error as Error;
    try {
      await tx.query('rollback');
      failure = undefined;
    } catch {
      // The connection is broken: the server rolls back by itself, and the client is thrown away below.
    }
    throw error;
  } finally {
    tx.release(failure);
  }
}

/** Runs statements on one connection, each by itself: those sent without waiting for one another travel together. */
export async function onOneConnection<T>(
  database: Database,
  work: (client: Pick<pg.ClientBase, 'query'>) => Promise<T>,
): Promise<T> {
  const client = await database.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** The five-character SQLSTATE of a database error, or an empty text. */
export function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** Whether the error means that the database cannot be reached just now, so that trying later makes sense. */
export function isUnavailable(error: unknown): boolean {
  const code = sqlState(error);
  if (/^(08|57P0|53)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code))
    return true;
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(error.message)
  );
}
