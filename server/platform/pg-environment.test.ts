import { expect, test } from 'vitest';
import { runScript } from '../../test/support/run-script.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { forgetPgVariables, refuseUnknownSslMode, tellCounted } from './pg-environment.ts';
import { StartRefusal } from './start-refusal.ts';

/** All that libpq's manual and node-postgres name, with values that stand in the way of any connection of ours. */
const OF_THE_MACHINE = {
  PGHOST: 'db.example',
  PGHOSTADDR: '192.0.2.1',
  PGPORT: '1',
  PGDATABASE: 'other',
  PGUSER: 'somebody',
  PGPASSWORD: 'guessed',
  PGPASSFILE: '/nowhere/pgpass',
  PGSERVICE: 'other',
  PGSERVICEFILE: '/nowhere/service',
  PGSYSCONFDIR: '/nowhere',
  PGLOCALEDIR: '/nowhere',
  PGDATA: '/nowhere',
  PGOPTIONS: '-c search_path=nowhere',
  PGAPPNAME: 'other',
  PGSSLMODE: 'verify-full',
  PGSSLNEGOTIATION: 'direct',
  PGSSLROOTCERT: '/nowhere/root.pem',
  PGSSLCERT: '/nowhere/cert.pem',
  PGSSLKEY: '/nowhere/key.pem',
  PGREQUIRESSL: '1',
  PGREQUIREAUTH: 'none',
  PGCHANNELBINDING: 'require',
  PGGSSENCMODE: 'require',
  PGKRBSRVNAME: 'other',
  PGTARGETSESSIONATTRS: 'standby',
  PGLOADBALANCEHOSTS: 'random',
  PGCONNECT_TIMEOUT: '1',
  PGCLIENTENCODING: 'GBK',
  PGCLIENT_ENCODING: 'GBK',
  PGDATESTYLE: 'German',
  PGTZ: 'Asia/Tokyo',
  PGGEQO: 'off',
  PGBINARY: '1',
  PGREPLICATION: 'database',
  PGSSL: '1',
  NODE_PG_FORCE_NATIVE: '1',
};

test('with the embedded database nothing that the machine says of other databases is left', () => {
  const env: Record<string, string> = { ...OF_THE_MACHINE, PATH: '/bin', DATA_DIR: './data' };
  forgetPgVariables(env);
  expect(env).toEqual({ PATH: '/bin', DATA_DIR: './data' });
});

test('beside DATABASE_URL only the guard of the connection and the password count', () => {
  const DATABASE_URL = 'postgres://shop@db.example/shop';
  const env: Record<string, string> = { ...OF_THE_MACHINE, DATABASE_URL };
  forgetPgVariables(env);
  const { PGSSLMODE, PGPASSWORD, PGPASSFILE } = OF_THE_MACHINE;
  expect(env).toEqual({ DATABASE_URL, PGSSLMODE, PGPASSWORD, PGPASSFILE });
});

test('where such a connection fails, it is said what of the environment counted, never the password', () => {
  const { PGSSLMODE, PGPASSWORD } = OF_THE_MACHINE;
  const env = { PGSSLMODE, PGPASSWORD };
  expect(tellCounted('postgres://shop@db.example/shop', env)).toBe(
    ' Of the environment PGSSLMODE=verify-full and PGPASSWORD counted too; what DATABASE_URL says itself goes before it.',
  );
  expect(tellCounted('postgres://shop:secret@db.example/shop?sslmode=disable', env)).toBe('');
  expect(tellCounted('postgres://shop@db.example/shop', {})).toBe('');
});

test('a PGSSLMODE that would be taken for no TLS at all is refused, where it counts', () => {
  const DATABASE_URL = 'postgres://shop@db.example/shop';
  expect(() => refuseUnknownSslMode({ DATABASE_URL, PGSSLMODE: 'required' })).toThrow(StartRefusal);
  refuseUnknownSslMode({ DATABASE_URL, PGSSLMODE: 'require' });
  refuseUnknownSslMode({ PGSSLMODE: 'required' });
});

test('a program with all of them in its environment opens and uses the embedded database', async () => {
  const from = (file: string): string => JSON.stringify(import.meta.resolve(file));
  const script = runScript(
    `import ${from('./forget-native-pg.ts')};
    const { loadEnvironment, readConfig } = await import(${from('./config.ts')});
    const { openDatabase } = await import(${from('./database.ts')});
    const { startListener } = await import(${from('./listener.ts')});
    const { startEmbeddedPostgres } = await import(${from('./embedded-postgres.ts')});
    readConfig(loadEnvironment());
    const dataDir = ${JSON.stringify(makeTemporaryFolder())};
    const server = await startEmbeddedPostgres({ dataDir, log: console, onProgress() {}, settings: { fsync: 'off' } });
    const database = openDatabase({ connection: server.connection, onError: console.error });
    const listener = await startListener({ connection: server.connection, channels: ['hints'], log: console });
    const { rows } = await database.query(
      "select current_setting('client_encoding') as encoding, current_setting('search_path') as path, current_user as name, 7 as n");
    console.log(JSON.stringify(rows));
    await listener.stop();
    await database.end();
    await server.stop();`,
    { env: { ...process.env, ...OF_THE_MACHINE, DATABASE_URL: undefined } },
  );
  expect(await script.ended, script.output()).toMatchObject({ code: 0 });
  expect(script.output()).toContain(
    '[{"encoding":"UTF8","path":"\\"$user\\", public","name":"ks_order","n":7}]',
  );
});
