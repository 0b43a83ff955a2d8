import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.ts';
import { chooseAccount, isRoot } from './choose-account.ts';
import { binariesIn, findBinaries } from './find-binaries.ts';
import { placeBinaries } from './place-binaries.ts';
import { runCommand } from './run-command.ts';

test.runIf(isRoot())(
  'programs that only root can reach are copied once to where their user can run them',
  async () => {
    const account = await chooseAccount(() => undefined);
    const { hidden, systemFolder } = makeHiddenBinaries();
    const said: string[] = [];
    const copies = await Promise.all(
      [1, 2].map(() => placeBinaries(hidden, account, systemFolder, (sentence) => said.push(sentence))),
    );
    const version = await runCommand(copies[0]!.postgres, ['--version'], { account });
    expect(version.stdout).toMatch(/^postgres \(PostgreSQL\) 18\./);
    expect(copies[1]).toEqual(copies[0]);
    expect(readdirSync(systemFolder)).toEqual([`postgres-${hidden.release}`]);

    said.length = 0;
    await placeBinaries(hidden, account, systemFolder, (sentence) => said.push(sentence));
    expect(said).toEqual([]);
  },
);

test('an ordinary user runs the programs where npm put them', async () => {
  const binaries = findBinaries();
  expect(await placeBinaries(binaries, undefined, '/nowhere', () => undefined)).toBe(binaries);
});

test('links between libraries that npm did not make are made', async () => {
  const { root } = findBinaries();
  const list = readdirSync(join(root, 'lib'));
  const link = list.find((name) => /^libicuuc\.so\.\d+$/.test(name));
  if (link === undefined) return;
  rmSync(join(root, 'lib', link));
  findBinaries();
  expect(readdirSync(join(root, 'lib'))).toEqual(list);
});

/** A PostgreSQL as root's npm leaves it where the umask keeps others out. */
function makeHiddenBinaries(): { hidden: ReturnType<typeof findBinaries>; systemFolder: string } {
  const parent = makeTemporaryFolder();
  const binaries = findBinaries();
  const checkout = join(parent, 'checkout');
  mkdirSync(checkout, { mode: 0o700 });
  cpSync(binaries.root, join(checkout, 'native'), { recursive: true, verbatimSymlinks: true });
  chmodSync(join(checkout, 'native', 'bin', 'postgres'), 0o700);
  return {
    hidden: binariesIn(join(checkout, 'native'), binaries.release),
    systemFolder: join(parent, 'system'),
  };
}
