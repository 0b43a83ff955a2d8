import pg from 'pg';
import { tellCounted } from './platform/pg-environment.ts';
import { StartRefusal } from './platform/start-refusal.ts';

/** Proves that the server of DATABASE_URL answers and is new enough. Throws StartRefusal. */
export async function tryConnection(connectionString: string): Promise<void> {
  let client: pg.Client | undefined;
  try {
    // Already reading the address may fail: it can name files of certificates.
    client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    if (Number(rows[0]!.server_version_num) < 150_000) {
      throw new StartRefusal(
        'The PostgreSQL of DATABASE_URL is older than version 15. Upgrade it, or name another one.',
      );
    }
  } catch (error) {
    if (error instanceof StartRefusal) throw error;
    throw new StartRefusal(
      `The PostgreSQL of DATABASE_URL cannot be used (${(error as Error).message}). Check that it runs, and that host, user, password and database are right.${tellCounted(connectionString, process.env)}`,
    );
  } finally {
    await client?.end();
  }
}
