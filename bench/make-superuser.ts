import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../server/platform/embedded-postgres.ts';
import { chooseHome } from '../server/platform/embedded-postgres/choose-home.ts';
import { findBinaries } from '../server/platform/embedded-postgres/find-binaries.ts';
import { placeBinaries } from '../server/platform/embedded-postgres/place-binaries.ts';
import { runSingleUser } from '../server/platform/embedded-postgres/run-single-user.ts';

const SYSTEM_FOLDER = '/var/lib/ks-order';
const USER = 'bench';
const password = randomBytes(16).toString('hex');

/**
 * A new embedded database with a superuser of the bench's own: the shop's role may not ask for a checkpoint, and nobody
 * comes in as the cluster's owner. It can be made only while no server runs.
 */
export async function startWithSuperuser(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await (await startEmbeddedPostgres(options)).stop();
  const home = await chooseHome(options.dataDir, SYSTEM_FOLDER, options.onProgress);
  const binaries = await placeBinaries(findBinaries(), home.account, SYSTEM_FOLDER, options.onProgress);
  const failed = await runSingleUser(join(home.folder, 'cluster'), home, binaries, [
    `create role ${USER} login superuser password '${password}'`,
  ]);
  if (failed !== undefined) throw new Error(failed.stderr);
  return startEmbeddedPostgres(options);
}

/** One connection of that superuser. */
export function openSuperuser(postgres: EmbeddedPostgres): pg.Pool {
  return new pg.Pool({ ...postgres.connection, user: USER, password, max: 1 });
}
