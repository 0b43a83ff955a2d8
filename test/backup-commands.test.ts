import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const text = readFileSync(join(import.meta.dirname, '..', 'docs', 'operating.md'), 'utf8');
const blocks = [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, commands]) => commands!);
const backups = blocks.filter((commands) => /pg_dump|pg_restore|tar --|cp -a|\bcp /.test(commands));

/** Stand-ins for PostgreSQL's programs: they write where they are told to, with the modes that the day has. */
const PROGRAMS = {
  pg_dump: 'for a; do case $a in --file=*) mkdir "${a#--file=}"; : > "${a#--file=}/11.dat.gz";; esac; done',
  pg_restore: 'printf "11; 0 22 TABLE DATA public %s ks_order\\n" data_keys orders',
};

test('every command that writes a backup or puts one back is there, and begins by closing it to others', () => {
  expect(backups.length).toBeGreaterThanOrEqual(6);
  for (const commands of backups) expect(commands).toMatch(/^umask 077\n/);
});

test.runIf(process.platform !== 'win32')('backups made by those commands can be read by nobody else', () => {
  const folder = makeTemporaryFolder();
  makeShop(folder);
  for (const commands of backups) runOnOpenDay(folder, commands);
  const made = ['backup', 'backup.tgz', 'list'].flatMap((name) => listAll(join(folder, name)));
  expect(made.some((path) => path.endsWith('data-keys/day/11.dat.gz'))).toBe(true);
  expect(made.some((path) => path.endsWith('keys/master-key.pem'))).toBe(true);
  // What was laid open on purpose, the pictures, stays so within a folder that is closed.
  const open = made.filter((path) => !path.includes('/media/') && (statSync(path).mode & 0o077) !== 0);
  expect(open).toEqual([]);
});

function makeShop(folder: string): void {
  for (const [name, file] of Object.entries({ keys: 'master-key.pem', media: 'picture.webp' })) {
    mkdirSync(join(folder, 'data', name), { recursive: true });
    chmodSync(join(folder, 'data', name), 0o700);
    writeFileSync(join(folder, 'data', name, file), name, { mode: name === 'keys' ? 0o600 : 0o644 });
  }
  writeFileSync(join(folder, 'data', 'ks-order.erasures'), '', { mode: 0o600 });
  mkdirSync(join(folder, 'bin'));
  for (const [name, commands] of Object.entries(PROGRAMS))
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${commands}\n`, { mode: 0o755 });
}

/** The date is taken from the block before; each is a shell of its own, as whoever copies it has. */
function runOnOpenDay(folder: string, commands: string): void {
  const script = `umask 022\n${commands.replace('DAY=$(date +%F)', 'DAY=day')}`;
  execFileSync('sh', ['-e', '-c', script], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      DATABASE_URL: 'postgres:///shop',
      DAY: 'day',
    },
  });
}

function listAll(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return [path, ...readdirSync(path).flatMap((name) => listAll(join(path, name)))];
}
