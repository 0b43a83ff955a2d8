import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFilledDatabase } from './filled-shop.ts';
import { findFreePort } from './find-free-port.ts';
import { startProgram } from './run-program.ts';
import { tapLine } from './tap-line.ts';
import type { TestDatabase } from './test-database.ts';

/** The whole program with its pages, on a database of its own with the demo catalogue. */
export type PageShop = {
  readonly url: string;
  readonly database: TestDatabase;
  /** How often the program has waited for its database so far. */
  roundTrips(): number;
  stop(): Promise<void>;
};

export async function startPageShop(): Promise<PageShop> {
  const folder = mkdtempSync(join(tmpdir(), 'ks-order-pages-'));
  const database = await createFilledDatabase();
  const line = await tapLine(database.url);
  const program = await startProgram({
    PORT: String(await findFreePort()),
    DATA_DIR: folder,
    DATABASE_URL: line.url,
  });
  return {
    url: program.url,
    database,
    roundTrips: () => line.roundTrips(),
    async stop() {
      await program.kill('SIGTERM');
      await new Promise<void>((resolve) => void line.server.close(() => resolve()));
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends a form to a page as a browser does: with its cookies, from a page of the shop. */
export function sendForm(
  url: string,
  path: string,
  fields: readonly (readonly [string, string])[],
  cookie: string,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
  });
}
