import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runMigrations as migrateJobs } from 'graphile-worker';
import type pg from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks.ts';
import { quietJobLogger } from './jobs.ts';
import { StartRefusal } from './start-refusal.ts';

const FOLDER = fileURLToPath(new URL('../../db/migrations/', import.meta.url));

type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings the database to the newest shape: runs each file of `db/migrations` that has not been run yet, in order of
 * name, each in its own transaction together with the row that remembers it.
 */
export async function migrate(
  pool: pg.Pool,
  options: { log?: (sentence: string) => void } = {},
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations();
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.migrations]);
    await client.query(`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migrations',
    );
    const missing = pendingMigrations(migrations, new Map(rows.map((row) => [row.name, row.checksum])));
    for (const migration of missing) {
      options.log?.(`migrating: ${migration.name}`);
      await apply(client, migration);
    }
    // The job queue keeps its own tables, in a schema of its own.
    await migrateJobs({ pgPool: pool, logger: quietJobLogger });
    return { applied: missing.map((migration) => migration.name) };
  } finally {
    // The connection is closed rather than given back: that frees the lock and undoes `set`.
    client.release(true);
  }
}

/** What is still to be run. Refuses where the database is newer than this program or a landed file was edited. */
function pendingMigrations(known: Migration[], applied: Map<string, string>): Migration[] {
  const names = new Set(known.map((migration) => migration.name));
  const foreign = [...applied.keys()].find((name) => !names.has(name));
  if (foreign !== undefined) {
    throw new StartRefusal(
      `The database was migrated by a newer version of ks-order (${foreign} is not known here). Start that version, or restore a backup made before it.`,
    );
  }
  for (const migration of known) {
    const checksum = applied.get(migration.name);
    if (checksum !== undefined && checksum !== migration.checksum) {
      throw new StartRefusal(
        `db/migrations/${migration.name} differs from what this database was migrated with. Put the file back as it was released; changes belong in a new file.`,
      );
    }
  }
  return known.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${FOLDER}${name}`, 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
