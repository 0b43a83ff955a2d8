import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runScript, type RunningScript } from '../../test/support/run-script.ts';
import { makeSmallDisk } from '../../test/support/small-disk.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { openDataFolder, type DataFolder, type DataFolderOptions } from './data-folder.ts';
import { canEnter, chooseAccount, isRoot, type Account } from './embedded-postgres/choose-account.ts';
import { StartRefusal } from './start-refusal.ts';

const MODULE = import.meta.resolve('./data-folder.ts');

test('a data folder that does not exist is made, marked as ours, with its keys for nobody else', () => {
  const path = join(makeTemporaryFolder(), 'shops', 'first');
  const folder = open(path);
  expect(readdirSync(path).sort()).toEqual([
    'exports',
    'keys',
    'ks-order.json',
    'ks-order.lock',
    'ks-order.lock.pid',
    'logs',
    'media',
    'tasks',
  ]);
  expect(statSync(folder.keys).mode & 0o777).toBe(0o700);
});

test('a data folder can be opened again, and keys that were laid open are closed', () => {
  const path = makeTemporaryFolder();
  const folder = openDataFolder({ path, log: silent });
  folder.close();
  chmodSync(folder.keys, 0o755);
  open(path);
  expect(statSync(folder.keys).mode & 0o777).toBe(0o700);
});

test('a second start on the same data folder is refused and told the process of the first', async () => {
  const path = makeTemporaryFolder();
  const first = await holdInOtherProcess(path);
  expect(refusalOn(path)).toContain(`process ${first.child.pid}`);
  expect(refusalOn(path)).toMatch(/Stop that one first \(kill \d+\), or set DATA_DIR and PORT/);
});

test('the data folder of a program that was killed can be opened at once', async () => {
  const path = makeTemporaryFolder();
  const first = await holdInOtherProcess(path);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(open(path).path).toBe(path);
});

test('a start waits for a program that is just stopping', async () => {
  const path = makeTemporaryFolder();
  const first = openInOtherProcess(path, undefined, 'setTimeout(() => process.exit(), 400)');
  await first.waitForOutput(/open/);
  expect(open(path, { patienceMs: 5_000 }).path).toBe(path);
});

test('of many starts at the same moment after a kill, one gets the data folder', async () => {
  const path = makeTemporaryFolder();
  const killed = await holdInOtherProcess(path);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const starts = Array.from({ length: 5 }, () => openInOtherProcess(path));
  const answers = await Promise.all(starts.map((start) => start.waitForOutput(/open|StartRefusal/)));
  expect(answers.filter(([answer]) => answer === 'open')).toHaveLength(1);
});

test('programs whose database lies elsewhere share a data folder, but not with one that keeps it to itself', () => {
  const path = makeTemporaryFolder();
  open(path, { lock: 'shared' });
  open(path, { lock: 'shared' });
  expect(refusalOn(path)).toContain('already runs');
});

test('a folder with other things in it is refused and not touched', () => {
  const path = makeTemporaryFolder();
  writeFileSync(join(path, 'holiday.jpg'), 'sun');
  expect(refusalOn(path)).toMatch(/holds other things \(holiday\.jpg\)/);
  expect(readdirSync(path)).toEqual(['holiday.jpg']);
});

test('a first start that was killed before it marked the folder does not stand in the way of the next', () => {
  const path = makeTemporaryFolder();
  writeFileSync(join(path, 'ks-order.lock'), '');
  writeFileSync(join(path, 'ks-order.json.4711'), '{');
  expect(open(path).path).toBe(path);
});

test('a folder of a newer version is refused', () => {
  const path = makeTemporaryFolder();
  writeFileSync(join(path, 'ks-order.json'), '{"format":99}');
  expect(refusalOn(path)).toMatch(/newer version of ks-order \(format 99/);
});

test.each(['', '{"form', 'null', '{"format":"1"}'])('a damaged mark (%j) is refused', (text) => {
  const path = makeTemporaryFolder();
  writeFileSync(join(path, 'ks-order.json'), text);
  expect(refusalOn(path)).toMatch(/ks-order\.json is damaged\. Restore it/);
});

test('a file in the place of the folder is refused, and so is a folder inside a file', () => {
  const file = join(makeTemporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(refusalOn(file)).toContain('is not a folder');
  expect(refusalOn(join(file, 'data'))).toContain('is not a folder');
});

test('a link to a folder that is not there is refused by name, and nothing is made in its place', () => {
  const parent = makeTemporaryFolder();
  const link = join(parent, 'data');
  symlinkSync(join(parent, 'disk', 'shop'), link);
  const refused = new RegExp(`${link} is a link to ${join(parent, 'disk', 'shop')}, which does not exist`);
  expect(refusalOn(link)).toMatch(refused);
  expect(refusalOn(join(link, 'below'))).toMatch(refused);
  expect(readdirSync(parent)).toEqual(['data']);
  mkdirSync(join(parent, 'disk', 'shop'), { recursive: true });
  expect(open(link).path).toBe(link);
});

test('a folder in it that is a link to nowhere is refused by name', () => {
  const path = makeTemporaryFolder();
  openDataFolder({ path, log: silent }).close();
  rmSync(join(path, 'media'), { recursive: true });
  symlinkSync('/nowhere/media', join(path, 'media'));
  expect(refusalOn(path)).toMatch(/media is a link to \/nowhere\/media, which does not exist/);
});

test('links that lead in a circle, and places where no folder can be made, are refused in one sentence', () => {
  const parent = makeTemporaryFolder();
  symlinkSync('b', join(parent, 'a'));
  symlinkSync('a', join(parent, 'b'));
  expect(refusalOn(join(parent, 'a'))).toMatch(/leads back to itself\. Set DATA_DIR/);
  expect(refusalOn(join(parent, 'n'.repeat(300)))).toMatch(
    /cannot be used as a folder here \(ENAMETOOLONG\)/,
  );
  if (process.platform === 'linux')
    expect(refusalOn('/proc/shop/data')).toMatch(
      /^\/proc\/shop\/data .*Set DATA_DIR to a folder on a local disk/,
    );
});

test.runIf(isRoot())(
  'root follows no link that another user has laid in the data folder, and says whose it is',
  () => {
    const nobody = 65_534;
    for (const name of [
      'ks-order.lock.pid',
      'ks-order.lock',
      'media',
      'postgres',
      'keys/postgres-password',
      'logs/postgres.log',
    ]) {
      const path = makeTemporaryFolder();
      openDataFolder({ path, log: silent }).close();
      const precious = join(makeTemporaryFolder(), 'precious');
      writeFileSync(precious, 'precious');
      const link = join(path, name);
      rmSync(link, { recursive: true, force: true });
      symlinkSync(precious, link);
      lchownSync(link, nobody, nobody);
      expect(refusalOn(path)).toMatch(
        new RegExp(`${link} is a link that belongs to another user \\(number ${nobody}\\)`),
      );
      expect(readFileSync(precious, 'utf8')).toBe('precious');
    }
  },
);

test.runIf(isRoot())('links of root’s own are followed, and a folder of another user is warned of', () => {
  const path = makeTemporaryFolder();
  openDataFolder({ path, log: silent }).close();
  const disk = makeTemporaryFolder();
  rmSync(join(path, 'media'), { recursive: true });
  symlinkSync(disk, join(path, 'media'));
  const warnings: string[] = [];
  const log = { ...silent, warn: (message: string) => warnings.push(message) };
  openDataFolder({ path, log }).close();
  expect(warnings).toEqual([]);
  chownSync(path, 65_534, 65_534);
  openDataFolder({ path, log }).close();
  expect(warnings).toEqual([
    expect.stringMatching(/belongs to another user \(number 65534\), and root writes in it/),
  ]);
});

test('a link in the place of the file that names the holder is replaced, not followed', () => {
  const path = makeTemporaryFolder();
  openDataFolder({ path, log: silent }).close();
  const precious = join(makeTemporaryFolder(), 'precious');
  writeFileSync(precious, 'precious');
  rmSync(join(path, 'ks-order.lock.pid'));
  symlinkSync(precious, join(path, 'ks-order.lock.pid'));
  open(path);
  expect(readFileSync(precious, 'utf8')).toBe('precious');
  expect(readFileSync(join(path, 'ks-order.lock.pid'), 'utf8')).toBe(String(process.pid));
});

test('a folder that this user may not read is refused', async ({ skip }) => {
  const path = makeTemporaryFolder();
  chmodSync(path, 0o000);
  const account = await findOrdinaryUser();
  if (account === 'none') return skip('this checkout cannot be read by an ordinary user');
  const start = openInOtherProcess(path, account);
  await start.ended;
  expect(start.output()).toMatch(
    /StartRefusal .* may not be read and written by this user\. Start ks-order as the user who owns it/,
  );
});

test('a parent folder that this user may not write to is refused', async ({ skip }) => {
  const parent = makeTemporaryFolder();
  chmodSync(parent, 0o555);
  const account = await findOrdinaryUser();
  if (account === 'none') return skip('this checkout cannot be read by an ordinary user');
  const start = openInOtherProcess(join(parent, 'data'), account);
  await start.ended;
  expect(start.output()).toContain('set DATA_DIR to a folder of this user');
});

test('a disk with little space left is refused, and one with not much is warned of', ({ skip }) => {
  const tiny = makeSmallDisk(50);
  const small = makeSmallDisk(500);
  if (tiny === undefined || small === undefined) return skip('no disk can be mounted here');
  expect(refusalOn(tiny)).toMatch(/is full: \d+ MB are left, at least 200 MB are needed/);
  const warnings: string[] = [];
  open(small, { log: { ...silent, warn: (message) => warnings.push(message) } });
  expect(warnings).toEqual([expect.stringMatching(/^Only \d+ MB are left on the disk/)]);
});

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function open(path: string, options: Partial<DataFolderOptions> = {}): DataFolder {
  const folder = openDataFolder({ path, log: silent, patienceMs: 250, ...options });
  onTestFinished(() => folder.close());
  return folder;
}

function refusalOn(path: string): string {
  try {
    openDataFolder({ path, log: silent, patienceMs: 250 }).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StartRefusal);
    return (error as StartRefusal).message;
  }
  throw new Error(`${path} was opened, but should have been refused`);
}

async function holdInOtherProcess(path: string): Promise<RunningScript> {
  const script = openInOtherProcess(path);
  await script.waitForOutput(/open/);
  return script;
}

/** Says `open` and stays, or says the error and ends. */
function openInOtherProcess(
  path: string,
  account?: Account,
  afterwards = 'setInterval(() => undefined, 60_000)',
): RunningScript {
  return runScript(
    `import { openDataFolder } from '${MODULE}';
    try {
      openDataFolder({ path: ${JSON.stringify(path)}, log: console, patienceMs: 1_000 });
      console.log('open');
      ${afterwards};
    } catch (error) {
      console.log(error.name, error.message);
    }`,
    account && { account },
  );
}

/** Whom to be refused as: root is refused nothing, so it runs the script as somebody else. Undefined: as ourselves. */
async function findOrdinaryUser(): Promise<Account | undefined | 'none'> {
  if (!isRoot()) return undefined;
  const account = await chooseAccount(() => undefined);
  return (await canEnter(account, import.meta.dirname)) ? account : 'none';
}
