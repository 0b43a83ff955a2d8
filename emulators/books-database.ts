import { randomBytes } from 'node:crypto';
import type pg from 'pg';

/** What the books of an emulated service stand on: the database of the demo shop, in a schema of their own. */
export type BooksDatabase = Pick<pg.Pool, 'query' | 'connect'>;
export type BooksClient = Pick<pg.Pool, 'query'>;

export async function inTransaction<T>(
  database: BooksDatabase,
  work: (client: BooksClient) => Promise<T>,
): Promise<T> {
  const client = await database.connect();
  try {
    await client.query('begin');
    const done = await work(client);
    await client.query('commit');
    return done;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** What an address of a payer's page holds: nobody guesses it. */
export const newToken = (): string => randomBytes(18).toString('base64url');

/** A number of so many digits, as services count. */
export function digits(count: number): string {
  return Array.from(randomBytes(count), (byte) => String(byte % 10)).join('');
}
