import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  query,
  refusalOf,
  runServerScript,
  startServer,
  useSeed,
} from '../../../test/support/embedded-server.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.ts';
import { tryHoldLock } from '../hold-lock.ts';
import { asAccount, canEnter, chooseAccount, isRoot } from './choose-account.ts';
import { chooseHome } from './choose-home.ts';

const copySeed = useSeed();

describe.runIf(isRoot())('started by root', () => {
  test('in a folder that only root can enter, the database lies elsewhere, and every later start finds it', async () => {
    const { dataDir, systemFolder } = makeRootsFolder();
    const first = await startServer(dataDir, { systemFolder });
    const [home] = readdirSync(systemFolder);
    expect(realpathSync(join(dataDir, 'postgres'))).toBe(join(systemFolder, home!));
    expect(first.said).toContainEqual(expect.stringMatching(/cannot get into .*, so the database lies in /));
    await query(first.connection, 'create table kept (n int)');
    await first.stop();
    const second = await startServer(dataDir, { systemFolder });
    expect(second.said).toEqual([]);
    expect(await query(second.connection, 'select * from kept')).toEqual([]);
  });

  test('a new data folder at the same path gets a database of its own and leaves the old one alone', async () => {
    const { dataDir, systemFolder } = makeRootsFolder();
    const old = await chooseHome(dataDir, systemFolder, () => undefined);
    writeFileSync(join(old.folder, 'orders'), 'precious');
    rmSync(dataDir, { recursive: true });
    mkdirSync(dataDir);
    const fresh = await chooseHome(dataDir, systemFolder, () => undefined);
    expect(readdirSync(fresh.folder)).toEqual([]);
    expect(readdirSync(old.folder)).toEqual(['orders']);
  });

  test('two copies of one data folder cannot run the one database at once', async () => {
    const { dataDir, systemFolder } = makeRootsFolder();
    const { folder, account } = await chooseHome(dataDir, systemFolder, () => undefined);
    const lock = asAccount(account, () => tryHoldLock(join(folder, 'lock')));
    const copy = join(dataDir, '..', 'copy');
    execFileSync('cp', ['-a', dataDir, copy]);
    expect(await refusalOf(copy, { systemFolder })).toContain(
      `in use by another start of ks-order (process ${process.pid})`,
    );
    lock?.release();
  });

  test('a database that was moved away is missed, and no empty one takes its place', async () => {
    const { dataDir, systemFolder } = makeRootsFolder();
    const { folder } = await chooseHome(dataDir, systemFolder, () => undefined);
    renameSync(folder, `${folder}-moved`);
    expect(await refusalOf(dataDir, { systemFolder })).toMatch(
      /The database of this shop is missing.*Restore that folder/,
    );
    expect(lstatSync(join(dataDir, 'postgres')).isSymbolicLink()).toBe(true);
  });

  test('a data folder that became unreachable for the database user is refused with what to do', async () => {
    const dataDir = copySeed();
    chmodSync(dataDir, 0o700);
    expect(await refusalOf(dataDir)).toMatch(
      /cannot get into it any more\. Let other users pass through the folders above it \(chmod a\+x\)/,
    );
    chmodSync(dataDir, 0o711);
    await startServer(dataDir);
  });

  test('the shop of an ordinary user runs as that user', async () => {
    const dataDir = copySeed();
    const nobody = 65_534;
    execFileSync('chown', ['-R', String(nobody), dataDir]);
    const server = await startServer(dataDir);
    expect(lstatSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid')).uid).toBe(nobody);
    expect(await query(server.connection, 'select * from kept')).toEqual([]);
  });

  test('what the user of the database lays in its home leads root nowhere, and nothing of root stays there', async () => {
    const dataDir = copySeed();
    const home = join(dataDir, 'postgres');
    const { uid } = lstatSync(home);
    const precious = makePrecious();
    for (const name of ['lock.pid', 'lock-journal', 'socket', 'half-made-0000']) {
      rmSync(join(home, name), { recursive: true, force: true });
      symlinkSync(
        name === 'socket' || name.startsWith('half') ? join(precious, '..') : precious,
        join(home, name),
      );
      lchownSync(join(home, name), uid, uid);
    }
    const server = await startServer(dataDir);
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(await query(server.connection, 'select * from kept')).toEqual([]);
    const owners = readdirSync(home).map((name) => [name, lstatSync(join(home, name)).uid]);
    expect(owners).toEqual(owners.map(([name]) => [name, uid]));
  });

  test('a lock that an earlier version made as root does not stand in the way', async () => {
    const dataDir = copySeed();
    for (const name of ['lock', 'lock.pid']) {
      rmSync(join(dataDir, 'postgres', name), { force: true });
      writeFileSync(join(dataDir, 'postgres', name), '');
    }
    const server = await startServer(dataDir);
    expect(await query(server.connection, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  test('a folder for what root lends to others, into which others may put things, is refused', async () => {
    const { dataDir, systemFolder } = makeRootsFolder();
    mkdirSync(systemFolder);
    chmodSync(systemFolder, 0o777);
    expect(await refusalOf(dataDir, { systemFolder })).toMatch(
      /may be written by others, so root puts nothing there/,
    );
  });

  test('an ordinary user cannot start what root started before, and is told so', async ({ skip }) => {
    const account = await chooseAccount(() => undefined);
    if (!(await canEnter(account, import.meta.dirname)))
      return skip('this checkout cannot be read by an ordinary user');
    const dataDir = copySeed();
    execFileSync('chown', ['-R', '65534', join(dataDir, 'postgres')]);
    for (const name of ['', 'keys', 'logs']) chownSync(join(dataDir, name), account.uid, account.gid);
    const program = runServerScript(dataDir, '', account);
    await program.ended;
    expect(program.output()).toMatch(
      /StartRefusal: The database folder .* cannot be read \(EACCES\)\. Start ks-order as the user who owns it, or as root/,
    );
  });
});

test.runIf(!isRoot())('started by an ordinary user, the database lies in the data folder', async () => {
  const dataDir = makeTemporaryFolder();
  chmodSync(dataDir, 0o700);
  await startServer(dataDir);
  expect(lstatSync(join(dataDir, 'postgres')).isDirectory()).toBe(true);
});

/** A file that only root may write, among others that only root may remove. */
function makePrecious(): string {
  const file = join(makeTemporaryFolder(), 'precious');
  writeFileSync(file, 'precious', { mode: 0o600 });
  return file;
}

/** As /root is: nobody else may enter it. */
function makeRootsFolder(): { dataDir: string; systemFolder: string } {
  const parent = makeTemporaryFolder();
  const roots = join(parent, 'root');
  mkdirSync(roots, { mode: 0o700 });
  const dataDir = join(roots, 'data');
  mkdirSync(dataDir, { mode: 0o711 });
  return { dataDir, systemFolder: join(parent, 'system') };
}
