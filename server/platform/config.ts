import { existsSync, lstatSync } from 'node:fs';
import { isIP } from 'node:net';
import { isOwnShop } from './folder-mark.ts';
import { isLoopback } from './loopback.ts';
import { forgetPgVariables, refuseUnknownSslMode } from './pg-environment.ts';
import { readPath } from './setting-paths.ts';
import { readChoice, readNumber, readRateLimits, refuseSetting, type Environment } from './settings.ts';
import { StartRefusal } from './start-refusal.ts';

/** The settings of the program itself, read once at start; each module has its own (settings.ts). */
export type Config = {
  readonly port: number;
  readonly host: string;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** Undefined: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly role: 'all' | 'web' | 'worker';
  readonly demo: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly masterKeyFile: string | undefined;
  /** Where the master key lies in an external key service instead of a file. */
  readonly masterKeyService: { readonly url: string; readonly tokenFile: string } | undefined;
  readonly rateLimits: boolean;
  readonly metricsToken: string | undefined;
  /** How many proxies stand before the shop: so many addresses of X-Forwarded-For are believed. */
  readonly trustedProxies: number;
  /** All that was set, for the modules to read theirs from. */
  readonly environment: Environment;
};

/** How a browser on this machine writes the address that the shop listens on. */
function hostInUrl(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Reads `.env` of the working folder where there is one; what the environment says already wins. What the machine says of
 * other databases is forgotten by this process. Throws StartRefusal where `.env` cannot be read.
 */
export function loadEnvironment(): Environment {
  if (lstatSync('.env', { throwIfNoEntry: false }) !== undefined) readEnvFile();
  forgetPgVariables(process.env);
  return process.env;
}

/** A link to nowhere counts as a file that cannot be read: without its settings another shop would be started. */
function readEnvFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    throw new StartRefusal(
      `The file .env cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Let this user read it, or take it away to start without it.`,
    );
  }
}

/** Throws StartRefusal with the name of a setting, what was read and what is expected. */
export function readConfig(env: Environment): Config {
  const port = readNumber(env, 'PORT', 3000, 1, 65_535);
  const host = readHost(env);
  const dataDir = readPath('DATA_DIR', env['DATA_DIR'] || './data');
  const demo = readDemo(env, dataDir);
  if (demo && env['DEMO'] !== '1' && !isLoopback(host)) {
    throw new StartRefusal(
      `HOST is ${host}, but this is a demo shop, which anyone who reaches it could play with. Start a shop of your own (npm run shop:new -- FOLDER), or set DEMO=1 if you really want to show the demo to others.`,
    );
  }
  const tls = readTls(env);
  const masterKeyFile = env['MASTER_KEY_FILE'];
  return {
    port,
    host,
    publicUrl: readUrl(env, 'PUBLIC_URL', `${tls ? 'https' : 'http'}://${hostInUrl(host)}:${port}`),
    dataDir,
    databaseUrl: readDatabaseUrl(env),
    role: readChoice(env, 'ROLE', ['all', 'web', 'worker'] as const, 'all'),
    demo,
    logLevel: readChoice(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'] as const, 'info'),
    tls,
    masterKeyFile: masterKeyFile ? readPath('MASTER_KEY_FILE', masterKeyFile) : undefined,
    masterKeyService: readKeyService(env),
    rateLimits: readRateLimits(env),
    metricsToken: env['METRICS_TOKEN'] || undefined,
    trustedProxies: readNumber(env, 'TRUSTED_PROXIES', 0, 0, 10),
    environment: env,
  };
}

/** A folder that `npm run shop:new` has made is of a real shop, and every other one of a demo, where DEMO does not say. */
function readDemo(env: Environment, dataDir: string): boolean {
  const isOwn = isOwnShop(dataDir);
  const demo = readChoice(env, 'DEMO', ['1', '0'] as const, isOwn ? '0' : '1') === '1';
  if (demo && isOwn) {
    throw new StartRefusal(
      `DEMO is 1, but the data folder ${dataDir} was made for a real shop (npm run shop:new). Take DEMO away, or set DATA_DIR to another folder.`,
    );
  }
  return demo;
}

function readUrl(env: Environment, name: string, fallback: string): string {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== ''
  ) {
    refuseSetting(name, text, 'an http or https address without a path, as https://shop.example');
  }
  return url.origin;
}

/** As it is listened on: an IPv6 address stands in brackets only within an address of the web. */
function readHost(env: Environment): string {
  const text = env['HOST'] || '127.0.0.1';
  const host = text.match(/^\[(.*)\]$/)?.[1] ?? text;
  if (isIP(host) === 0 && !/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?$/i.test(host))
    refuseSetting(
      'HOST',
      text,
      'an address or a name of this machine alone, as 127.0.0.1, ::1 or 0.0.0.0 (the port is a setting of its own, PORT)',
    );
  return host;
}

function readDatabaseUrl(env: Environment): string | undefined {
  const text = env['DATABASE_URL'];
  if (text === undefined || text === '') return undefined;
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    // What was read is not shown: it usually holds a password.
    refuseSetting('DATABASE_URL', '(hidden)', 'an address as postgres://user:password@host:5432/name');
  }
  refuseUnknownSslMode(env);
  return text;
}

function readTls(env: Environment): Config['tls'] {
  const certFile = env['TLS_CERT'];
  const keyFile = env['TLS_KEY'];
  if (!certFile && !keyFile) return undefined;
  if (!certFile || !keyFile) {
    return refuseSetting(
      certFile ? 'TLS_KEY' : 'TLS_CERT',
      '',
      'a file: TLS_CERT and TLS_KEY belong together',
    );
  }
  const files = { certFile: readPath('TLS_CERT', certFile), keyFile: readPath('TLS_KEY', keyFile) };
  if (!existsSync(files.certFile)) refuseSetting('TLS_CERT', certFile, 'a PEM file that exists');
  if (!existsSync(files.keyFile)) refuseSetting('TLS_KEY', keyFile, 'a PEM file that exists');
  return files;
}

function readKeyService(env: Environment): Config['masterKeyService'] {
  const url = env['MASTER_KEY_URL'];
  if (!url) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // The keys travel to it in clear.
  const isSafe =
    parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname));
  if (!isSafe) refuseSetting('MASTER_KEY_URL', url, 'an https address, or an http one of this machine');
  const named = env['MASTER_KEY_TOKEN_FILE'] ?? '';
  const tokenFile = readPath('MASTER_KEY_TOKEN_FILE', named);
  if (named === '' || !existsSync(tokenFile)) {
    refuseSetting('MASTER_KEY_TOKEN_FILE', named, 'a file with the token for MASTER_KEY_URL');
  }
  if (env['MASTER_KEY_FILE']) {
    throw new StartRefusal(
      'MASTER_KEY_URL and MASTER_KEY_FILE are both set. Keep the one where the master key of this shop is.',
    );
  }
  return { url: url.replace(/\/+$/, ''), tokenFile };
}
