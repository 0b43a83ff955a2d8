import { StartRefusal } from './start-refusal.ts';

type Environment = Record<string, string | undefined>;

/**
 * What of the machine may still say something about a database that DATABASE_URL names, where the address does not say it
 * itself: how the connection is guarded, so that it is never less guarded than somebody asked for, and the password, which
 * many keep out of addresses on purpose.
 */
const COUNTED = new Set(['PGSSLMODE', 'PGPASSWORD', 'PGPASSFILE']);
/** What node-postgres knows. It takes any other for no TLS at all. */
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];
/** Where the address itself says something of TLS. */
const SSL_IN_ADDRESS = ['ssl', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation'];

/**
 * Takes every variable that node-postgres or libpq would read out of the environment, but for those that count. They are
 * meant for other databases of the machine, and node-postgres would take each setting of a connection from them that we
 * leave open; several of them (PGBINARY, PGREPLICATION, PGOPTIONS) it would take even then.
 */
export function forgetPgVariables(env: Environment): void {
  const isOurs = !env['DATABASE_URL'];
  for (const name of Object.keys(env)) {
    if (!/^(PG|NODE_PG_)/i.test(name)) continue;
    if (isOurs || !COUNTED.has(name.toUpperCase())) delete env[name];
  }
}

/** Throws StartRefusal where PGSSLMODE counts and would be taken for something else than was meant. */
export function refuseUnknownSslMode(env: Environment): void {
  const mode = env['PGSSLMODE'];
  if (!env['DATABASE_URL'] || !mode || SSL_MODES.includes(mode)) return;
  throw new StartRefusal(
    `The variable PGSSLMODE is "${mode.slice(0, 80)}", but one of ${SSL_MODES.join(', ')} is expected. Correct it, or say sslmode in DATABASE_URL and take the variable away (unset PGSSLMODE).`,
  );
}

/** What of the environment took part in a connection by this address, as a sentence for where it fails; else nothing. */
export function tellCounted(address: string, env: Environment): string {
  const { searchParams, password } = new URL(address);
  const says = (names: string[]): boolean => names.some((name) => searchParams.has(name));
  const counted = [...COUNTED].filter((name) => {
    if (!env[name]) return false;
    return name === 'PGSSLMODE' ? !says(SSL_IN_ADDRESS) : password === '' && !says(['password']);
  });
  if (counted.length === 0) return '';
  const named = counted.map((name) => (name === 'PGSSLMODE' ? `PGSSLMODE=${env[name]}` : name));
  return ` Of the environment ${named.join(' and ')} counted too; what DATABASE_URL says itself goes before it.`;
}
