import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScript } from '../../test/support/run-script.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { readConfig } from './config.ts';
import { StartRefusal } from './start-refusal.ts';

test.each([
  ['[::1]', '::1', 'http://[::1]:3000'],
  ['::1', '::1', 'http://[::1]:3000'],
  ['0:0:0:0:0:0:0:1', '0:0:0:0:0:0:0:1', 'http://[0:0:0:0:0:0:0:1]:3000'],
  ['127.0.0.2', '127.0.0.2', 'http://127.0.0.2:3000'],
  ['LOCALHOST', 'LOCALHOST', 'http://LOCALHOST:3000'],
])('HOST=%s is this machine alone, whichever way it is written', (written, host, publicUrl) => {
  const config = readConfig({ HOST: written });
  expect(config).toMatchObject({ host });
  expect(new URL(config.publicUrl).href).toBe(new URL(publicUrl).href);
});

test('every address of IPv6 is listened on by its brackets too', () => {
  expect(readConfig({ HOST: '[::]', DEMO: '1' })).toMatchObject({
    host: '::',
    publicUrl: 'http://localhost:3000',
  });
});

test.each(['http://127.0.0.1', 'localhost:3000', '[::1]:3000', '*', '127.0.0.1 ', '[::1', 'shop/'])(
  'HOST=%j is refused with what is expected',
  (written) => {
    expect(() => readConfig({ HOST: written, DEMO: '1' })).toThrow(/^The setting HOST is .* is expected/);
  },
);

test('an address that is not this machine alone asks for more, in brackets as well', () => {
  for (const HOST of ['[::]', '0.0.0.0', '[2001:db8::1]', '128.0.0.1'])
    expect(() => readConfig({ HOST })).toThrow(StartRefusal);
});

test.each([
  [{ PORT: '70000' }, /PORT is "70000"/],
  [{ PUBLIC_URL: 'shop.example/path' }, /PUBLIC_URL/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL is "loud".*debug, info/],
  [{ DATABASE_URL: 'mysql://root:secret@host/x' }, /DATABASE_URL is "\(hidden\)"/],
  [{ DATABASE_URL: 'postgres://nobody:secret@host/x', PGSSLMODE: 'on' }, /PGSSLMODE is "on".*verify-full/],
  [{ DATA_DIR: '$HOME/shop' }, /DATA_DIR is "\$HOME\/shop".*Write the whole path/],
  [{ HOST: '0.0.0.0' }, /demo shop.*shop:new.*DEMO=1/],
  [{ TLS_CERT: '/nowhere.pem', TLS_KEY: '/nowhere.key' }, /TLS_CERT is "\/nowhere.pem"/],
  [{ TLS_CERT: '/nowhere.pem' }, /TLS_KEY/],
] as const)('a bad setting is named with what is expected: %j', (env, expected) => {
  const refusal = refusalOf(env);
  expect(refusal).toMatch(expected);
  expect(refusal).not.toContain('secret');
});

function refusalOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartRefusal) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

const FILES = ['DATA_DIR', 'MASTER_KEY_FILE', 'TLS_CERT', 'MASTER_KEY_TOKEN_FILE'];

test('~ in .env is the home of who runs the program, and no folder of that name is made', async () => {
  const { home, cwd } = makeHome();
  writeFileSync(join(cwd, '.env'), 'DATA_DIR=~/shop\nMASTER_KEY_FILE=~/keys/master.pem\n');
  expect(await readIn(cwd, home)).toMatchObject({
    dataDir: join(home, 'shop'),
    masterKeyFile: join(home, 'keys', 'master.pem'),
  });
});

test('a shop that an earlier version put into a folder named ~ is not taken for a new one', async () => {
  const { home, cwd } = makeHome();
  mkdirSync(join(cwd, '~', 'shop'), { recursive: true });
  writeFileSync(join(cwd, '.env'), 'DATA_DIR=~/shop\n');
  expect(await readIn(cwd, home)).toContain(
    `which means ${join(home, 'shop')}, but only ${join(cwd, '~', 'shop')} exists. Move it there`,
  );
  writeFileSync(join(cwd, '.env'), 'DATA_DIR=./~/shop\n');
  expect(await readIn(cwd, home)).toMatchObject({ dataDir: join(cwd, '~', 'shop') });
  writeFileSync(join(cwd, '.env'), 'DATA_DIR=~/shop\n');
  mkdirSync(join(home, 'shop'));
  expect(await readIn(cwd, home)).toMatchObject({ dataDir: join(home, 'shop') });
});

test.each(
  FILES.flatMap((name) =>
    ['$HOME/x', '${HOME}/x', '%USERPROFILE%\\x', '~root/x'].map((text) => [name, text]),
  ),
)('%s=%s, which nobody replaces in a file, is refused', (name, text) => {
  const together = {
    TLS_CERT: { TLS_KEY: '/nowhere' },
    MASTER_KEY_TOKEN_FILE: { MASTER_KEY_URL: 'https://keys.example' },
  }[name!];
  expect(() => readConfig({ ...together, [name!]: text })).toThrow(
    /nothing replaces .* Write the whole path/,
  );
});

test('a .env that cannot be read is refused rather than left out', async () => {
  const { home, cwd } = makeHome();
  symlinkSync('nowhere', join(cwd, '.env'));
  expect(await readIn(cwd, home)).toMatch(/^The file \.env cannot be read \(ENOENT\)/);
  const folder = makeHome();
  mkdirSync(join(folder.cwd, '.env'));
  expect(await readIn(folder.cwd, folder.home)).toMatch(/^The file \.env cannot be read/);
});

function makeHome(): { home: string; cwd: string } {
  const parent = makeTemporaryFolder();
  const places = { home: join(parent, 'home'), cwd: join(parent, 'checkout') };
  for (const folder of Object.values(places)) mkdirSync(folder);
  return places;
}

/** The settings as a program reads them that is started in that folder, or the sentence it is refused by. */
async function readIn(cwd: string, home: string): Promise<unknown> {
  const script = runScript(
    `import { loadEnvironment, readConfig } from '${import.meta.resolve('./config.ts')}';
    try {
      console.log(JSON.stringify(readConfig(loadEnvironment())));
    } catch (error) {
      if (error.name !== 'StartRefusal') throw error;
      console.log(JSON.stringify(error.message));
    }`,
    { cwd, env: { PATH: process.env['PATH'], HOME: home } },
  );
  expect(await script.ended, script.output()).toMatchObject({ code: 0 });
  return JSON.parse(script.output()) as unknown;
}
