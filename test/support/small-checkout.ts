import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { makeTemporaryFolder } from './temporary-folder.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin');

/** Fails on the word `broken`, and on `slow` says who it is and waits for the file `go-on`. */
const VITE = `import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('builds', 'begin ');
const words = readFileSync('web/src/page.svelte', 'utf8');
if (words === 'broken') {
  console.error('Unexpected word');
  process.exit(1);
}
if (words === 'slow') {
  writeFileSync('builder', String(process.pid));
  while (!existsSync('go-on')) await new Promise((resolve) => setTimeout(resolve, 10));
}
mkdirSync('web/build', { recursive: true });
writeFileSync('web/build/handler.js', words);
appendFileSync('builds', 'end ');
`;

/**
 * Stays a moment after the first signal, so that a second one would be seen. The file `fate` says how it ends by itself:
 * `crash` and `refuse` every time, `eat` once, by taking all memory there is.
 */
const SERVER = `import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
const fate = existsSync('fate') ? readFileSync('fate', 'utf8') : '';
appendFileSync('runs', 'run ');
if (fate === 'crash') process.exit(70);
if (fate === 'refuse') process.exit(1);
const signals: string[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    signals.push(signal);
    if (signals.length > 1) return;
    setTimeout(() => {
      console.log('signals: ' + signals.join());
      process.exit(Number(process.env['EXIT_CODE'] ?? 0));
    }, 200);
  });
}
setInterval(() => undefined, 60_000);
console.log('server is up as ' + process.pid);
process.send?.('open');
if (fate === 'eat') {
  rmSync('fate');
  for (const eaten: number[][] = []; ; ) eaten.push(new Array(100_000).fill(eaten.length));
}
`;

/** A checkout with the real launcher and as little as possible to install, build and run. */
export function makeCheckout(parent = makeTemporaryFolder()): string {
  const checkout = join(parent, 'checkout');
  const parts = {
    ...{ name: 'small', version: '1.0.0', dependencies: { vite: 'file:./stand-in' } },
    optionalDependencies: { postgres: 'file:./for-us', foreign: 'file:./for-others' },
  };
  const [us, others] = [{ os: [process.platform] }, { os: ['plan9'] }];
  writeFiles(checkout, {
    'package.json': JSON.stringify({ ...parts, type: 'module' }),
    'package-lock.json': JSON.stringify({
      ...parts,
      lockfileVersion: 3,
      packages: {
        '': parts,
        'node_modules/vite': { resolved: 'stand-in', link: true },
        'stand-in': { name: 'vite', version: '1.0.0' },
        'node_modules/postgres': { resolved: 'for-us', link: true, optional: true, ...us },
        'for-us': { name: 'postgres', version: '1.0.0', optional: true, ...us },
        'node_modules/foreign': { resolved: 'for-others', link: true, optional: true, ...others },
        'for-others': { name: 'foreign', version: '1.0.0', optional: true, ...others },
      },
    }),
    'stand-in/package.json': JSON.stringify({ name: 'vite', version: '1.0.0', type: 'module' }),
    'stand-in/bin/vite.js': VITE,
    // Programs made for one kind of machine, as PostgreSQL is: for this one, and for another.
    'for-us/package.json': JSON.stringify({ name: 'postgres', version: '1.0.0', ...us }),
    'for-others/package.json': JSON.stringify({ name: 'foreign', version: '1.0.0', ...others }),
    'server/main.ts': SERVER,
    'server/kernel/kernel.ts': '',
    'web/src/page.svelte': 'words',
  });
  cpSync(BIN, join(checkout, 'bin'), { recursive: true });
  return checkout;
}

/** For a file of tests: installs and builds one checkout, and answers a function that gives a test a copy of its own. */
export function usePreparedCheckout(): () => string {
  const parent = mkdtempSync(join(tmpdir(), 'ks-order-checkout-'));
  beforeAll(() => {
    const checkout = makeCheckout(parent);
    const prepare = `import('./bin/prepare.mjs').then(({ prepare }) => prepare())`;
    execFileSync(process.execPath, ['--eval', prepare], { cwd: checkout });
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  return () => {
    const copy = join(makeTemporaryFolder(), 'checkout');
    execFileSync('cp', ['-a', join(parent, 'checkout'), copy]);
    return copy;
  };
}

/** How often its server was started. */
export function countRuns(checkout: string): number {
  return readFileSync(join(checkout, 'runs'), 'utf8').split(' ').length - 1;
}

/** The process that builds slowly, when it has begun. */
export function readBuilder(checkout: string): number | undefined {
  const file = join(checkout, 'builder');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined;
}

function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
