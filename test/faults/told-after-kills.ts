import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { expect } from 'vitest';
import { createTestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

const SCRIPT = fileURLToPath(new URL('told-after-kills.script.ts', import.meta.url));

/**
 * Kills a process that makes things and tells of them, at random moments, and checks at the end that each listener heard of
 * each thing there is, and that its effect is there once.
 */
export async function killBetweenStateAndListeners(
  kills: number,
): Promise<{ things: number; heard: number }> {
  const database = await createTestDatabase();
  try {
    await database.pool.query(`create table things (id bigint generated always as identity primary key);
      create table heard (id bigint);
      create table effects (id bigint primary key);
      create table stumbled (id bigint primary key)`);
    for (let count = 0; count < kills; count += 1) {
      const before = await countRows(database.pool);
      const child = await startScript(database.url);
      await waitFor('something to be made', async () => (await countRows(database.pool)) > before, 30_000);
      await pause(Math.random() * 100);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const last = await startScript(database.url, 'hear');
    try {
      await waitFor('everything to be told', () => isAllTold(database.pool), 120_000);
    } finally {
      last.kill('SIGKILL');
      await once(last, 'exit');
    }
    return await countThings(database.pool);
  } finally {
    await database.drop();
  }
}

async function startScript(...args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor('the script', () => output.includes('ready'), 30_000);
  return child;
}

async function countRows(pool: pg.Pool): Promise<number> {
  return (await pool.query<{ count: number }>('select count(*)::int as count from things')).rows[0]!.count;
}

/** Who failed the first time waits a moment for its next one: that moment is let pass. */
async function isAllTold(pool: pg.Pool): Promise<boolean> {
  await pool.query(
    'update graphile_worker._private_jobs set run_at = now() where locked_at is null and run_at > now()',
  );
  const { rows } = await pool.query('select from graphile_worker.jobs limit 1');
  return rows.length === 0;
}

async function countThings(pool: pg.Pool): Promise<{ things: number; heard: number }> {
  for (const table of ['heard', 'effects', 'stumbled']) {
    const { rows } = await pool.query(`select id from things where id not in (select id from ${table})`);
    expect(rows, `${table} knows all`).toEqual([]);
  }
  const { rows } = await pool.query<{ things: number; heard: number; effects: number }>(
    `select (select count(*)::int from things) as things, (select count(*)::int from heard) as heard,
       (select count(*)::int from effects) as effects`,
  );
  const { things, heard, effects } = rows[0]!;
  expect(effects).toBe(things);
  return { things, heard };
}
