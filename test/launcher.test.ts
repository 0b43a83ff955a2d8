import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../server/platform/embedded-postgres/find-postmaster.ts';
import { runNode, type RunningScript } from './support/run-script.ts';
import { makeCheckout, readBuilder, usePreparedCheckout } from './support/small-checkout.ts';
import { waitFor } from './support/wait-for.ts';

// The launcher is real, and so is npm. The checkout is a small one: its only part is a stand-in for Vite that npm links
// from a folder, and its server says which signals it gets.

/** npm needs its time, on a busy machine many times what it needs on a quiet one. */
const INSTALLS_MS = 60_000;

const makePreparedCheckout = usePreparedCheckout();

test(
  'the first start installs, builds and runs; the next only runs',
  async () => {
    const checkout = makeCheckout();
    const first = start(checkout);
    await first.waitForOutput(/server is up/, INSTALLS_MS);
    expect(first.output()).toMatch(/Installing the parts ✓[^]*Building the pages ✓/);
    first.child.kill('SIGTERM');
    await first.ended;

    const second = start(checkout);
    await second.waitForOutput(/server is up/, INSTALLS_MS);
    expect(second.output()).not.toMatch(/Installing|Building/);
  },
  2 * INSTALLS_MS,
);

test(
  'changed pages are built again, and changed parts installed again',
  async () => {
    const checkout = makePreparedCheckout();
    writeFileSync(join(checkout, 'web', 'src', 'page.svelte'), 'new words');
    const first = start(checkout);
    await first.waitForOutput(/server is up/, INSTALLS_MS);
    expect(first.output()).toMatch(/^(?!.*Installing)[^]*Building the pages ✓/);
    first.child.kill('SIGTERM');
    await first.ended;

    rmSync(join(checkout, 'node_modules', '.ks-order-installed'));
    rmSync(join(checkout, 'node_modules', '.package-lock.json'));
    const afterKilledInstall = start(checkout);
    await afterKilledInstall.waitForOutput(/server is up/, INSTALLS_MS);
    expect(afterKilledInstall.output()).toMatch(/Installing the parts ✓/);
  },
  2 * INSTALLS_MS,
);

test('parts that somebody installed by npm by hand are taken as they are', async () => {
  const checkout = makePreparedCheckout();
  rmSync(join(checkout, 'node_modules', '.ks-order-installed'));
  const running = start(checkout);
  await running.waitForOutput(/server is up/);
  expect(running.output()).not.toContain('Installing');
});

test(
  'parts that npm calls optional are installed though its settings leave them out',
  async () => {
    const checkout = makeCheckout();
    writeFileSync(join(checkout, '.npmrc'), 'omit=optional\n');
    const running = start(checkout, { npm_config_omit: 'optional' });
    await running.waitForOutput(/server is up/, INSTALLS_MS);
    expect(listParts(checkout)).toEqual(['postgres', 'vite']);
  },
  2 * INSTALLS_MS,
);

test(
  'parts that npm left out when somebody ran it by hand are installed by the next start, once',
  async () => {
    const checkout = makePreparedCheckout();
    execFileSync('npm', ['ci', '--omit=optional', '--no-audit', '--no-fund'], { cwd: checkout });
    expect(listParts(checkout)).toEqual(['vite']);
    const first = start(checkout);
    await first.waitForOutput(/Installing the parts ✓[^]*server is up/, INSTALLS_MS);
    expect(listParts(checkout)).toEqual(['postgres', 'vite']);
    first.child.kill('SIGTERM');
    await first.ended;
    const second = start(checkout);
    await second.waitForOutput(/server is up/, INSTALLS_MS);
    expect(second.output()).not.toContain('Installing');
  },
  2 * INSTALLS_MS,
);

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s reaches the shop once, and its exit code is ours',
  async (signal) => {
    const running = start(makePreparedCheckout(), { EXIT_CODE: '7' });
    await running.waitForOutput(/server is up/);
    running.child.kill(signal);
    running.child.kill(signal);
    expect(await running.ended).toEqual({ code: 7, signal: null });
    expect(running.output()).toContain('signals: SIGTERM\n');
  },
);

test.runIf(process.platform === 'linux')(
  'when npm is ended, the shop stops, though the shell between says nothing',
  async () => {
    const checkout = makePreparedCheckout();
    const env = { ...process.env, npm_lifecycle_event: 'start' };
    // As npm does: a shell that waits for us, below a process that is ended.
    const npm = spawn(
      process.execPath,
      [
        '-e',
        `require('child_process').spawn('sh', ['-c', '"${process.execPath}" bin/start.mjs; true'], { stdio: 'inherit' })`,
      ],
      {
        cwd: checkout,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    onTestFinished(() => void npm.kill('SIGKILL'));
    let said = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const pid = await waitFor('the server', () => said.match(/server is up as (\d+)/)?.[1]);
    npm.kill('SIGKILL');
    await once(npm, 'exit');
    await waitFor('the end of the server', () => !isAlive(Number(pid)));
  },
);

test('pages that cannot be built are one clear sentence, and built when they are put right', async () => {
  const checkout = makePreparedCheckout();
  writeFileSync(join(checkout, 'web', 'src', 'page.svelte'), 'broken');
  const failed = start(checkout);
  expect(await failed.ended).toEqual({ code: 1, signal: null });
  expect(failed.output()).toMatch(
    /Unexpected word[^]*ks-order: the pages could not be built: see above\. Undo changes in web\//,
  );
  writeFileSync(join(checkout, 'web', 'src', 'page.svelte'), 'words');
  await start(checkout).waitForOutput(/Building the pages ✓[^]*server is up/);
});

test('a start that is killed while it builds keeps the next one waiting until its build has ended', async () => {
  const checkout = makePreparedCheckout();
  writeFileSync(join(checkout, 'web', 'src', 'page.svelte'), 'slow');
  const killed = start(checkout);
  await waitFor('the build', () => readBuilder(checkout));
  killed.child.kill('SIGKILL');
  const next = start(checkout);
  await next.waitForOutput(/Another start is installing: waiting for it/);
  writeFileSync(join(checkout, 'go-on'), '');
  await next.waitForOutput(/Building the pages ✓[^]*server is up/);
  expect(readFileSync(join(checkout, 'builds'), 'utf8')).toBe('begin end begin end begin end ');
});

test('a start that is told to stop while it builds ends its build', async () => {
  const checkout = makePreparedCheckout();
  writeFileSync(join(checkout, 'web', 'src', 'page.svelte'), 'slow');
  const stopped = start(checkout);
  const builder = Number(await waitFor('the build', () => readBuilder(checkout)));
  stopped.child.kill('SIGTERM');
  expect(await stopped.ended).toEqual({ code: 143, signal: null });
  expect(isAlive(builder)).toBe(false);
});

function listParts(checkout: string): string[] {
  const names = readdirSync(join(checkout, 'node_modules'));
  return names.filter((name) => !name.startsWith('.')).sort();
}

function start(checkout: string, env: Record<string, string> = {}): RunningScript {
  const running = runNode(['bin/start.mjs'], {
    cwd: checkout,
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
  });
  // Told, not killed: it takes its server along.
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  });
  return running;
}
