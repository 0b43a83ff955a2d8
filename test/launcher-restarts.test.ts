import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { decideRestart, NO_CRASHES } from '../bin/decide-restart.mjs';
import { runNode, type RunningScript } from './support/run-script.ts';
import { countRuns, usePreparedCheckout } from './support/small-checkout.ts';

const makePreparedCheckout = usePreparedCheckout();

test('a shop that is killed is started again, which is said, and then stops as any other', async () => {
  const checkout = makePreparedCheckout();
  const running = launch(checkout);
  const [, first] = await running.waitForOutput(/server is up as (\d+)/);
  process.kill(Number(first), 'SIGKILL');
  const [, , second] = await running.waitForOutput(
    /店铺意外结束（SIGKILL，多半是内存不够），1 秒后重新启动。The shop ended by itself \(SIGKILL, (mostly for want of memory)\); starting it again in 1 s\.[^]*server is up as (\d+)/,
  );
  expect(second).not.toBe(first);
  running.child.kill('SIGTERM');
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(running.output().match(/signals: SIGTERM/g)).toHaveLength(1);
  expect(countRuns(checkout)).toBe(2);
});

test('a shop that runs out of memory is started again', async () => {
  const checkout = makePreparedCheckout();
  writeFileSync(join(checkout, 'fate'), 'eat');
  const running = runServer(checkout, 5, { NODE_OPTIONS: '--max-old-space-size=64' });
  await running.waitForOutput(
    /heap out of memory[^]*ended by itself \(SIGABRT, mostly for want[^]*server is up/,
  );
});

test('a shop that ends at once five times in a row is given up, with its own code', async () => {
  const checkout = makePreparedCheckout();
  writeFileSync(join(checkout, 'fate'), 'crash');
  const running = runServer(checkout, 5);
  expect(await running.ended).toEqual({ code: 70, signal: null });
  expect(countRuns(checkout)).toBe(5);
  expect(running.output().match(/starting it again in [\d.]+ s/g)).toEqual(
    [5, 10, 20, 40].map((ms) => `starting it again in ${ms / 1000} s`),
  );
  expect(running.output()).toMatch(
    /连续五次一启动就意外结束（退出码 70）.*ended at once five times in a row \(exit code 70\)/,
  );
});

test('what a person must mend first is not tried again', async () => {
  const checkout = makePreparedCheckout();
  writeFileSync(join(checkout, 'fate'), 'refuse');
  const running = runServer(checkout, 5);
  expect(await running.ended).toEqual({ code: 1, signal: null });
  expect(countRuns(checkout)).toBe(1);
  expect(running.output()).not.toMatch(/again/);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the wait for another run at once',
  async (signal) => {
    const checkout = makePreparedCheckout();
    writeFileSync(join(checkout, 'fate'), 'crash');
    const running = runServer(checkout, 30_000);
    await running.waitForOutput(/starting it again in 30 s/);
    running.child.kill(signal);
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(countRuns(checkout)).toBe(1);
  },
);

test('a shop that somebody stops by its own process number stays stopped', async () => {
  const checkout = makePreparedCheckout();
  const running = runServer(checkout, 5, { EXIT_CODE: '0' });
  const [, pid] = await running.waitForOutput(/server is up as (\d+)/);
  process.kill(Number(pid), 'SIGTERM');
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(countRuns(checkout)).toBe(1);
});

test('the pauses grow while it goes on, and begin anew after a minute of being open', () => {
  const runs = [0, 20_000, 20_000, 20_000, 20_000, 20_000, 20_000, 60_000, 20_000];
  let crashes = NO_CRASHES;
  const pauses = runs.map((openMs) => {
    const next = decideRestart(crashes, openMs);
    crashes = next.crashes;
    return next.pauseMs;
  });
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 1_000, 2_000]);
});

test('one run that was open for a while makes the counting of those that ended at once begin anew', () => {
  const after = (runs: number[]): (number | undefined)[] => {
    let crashes = NO_CRASHES;
    return runs.map((openMs) => {
      const next = decideRestart(crashes, openMs, 1);
      crashes = next.crashes;
      return next.pauseMs;
    });
  };
  expect(after([0, 0, 9_999, 0, 0])).toEqual([1, 2, 4, 8, undefined]);
  expect(after([0, 0, 0, 0, 10_000, 0, 0, 0, 0, 0]).indexOf(undefined)).toBe(9);
});

/** By `npm start`'s own file. */
function launch(checkout: string): RunningScript {
  return follow(runNode(['bin/start.mjs'], { cwd: checkout, env: environment({}) }));
}

/** Only what runs the server, with pauses that a test can wait for. */
function runServer(checkout: string, firstPauseMs: number, env: Record<string, string> = {}): RunningScript {
  const script = `import('./bin/run-server.mjs')
    .then(({ runServer }) => runServer(process.execPath, { firstPauseMs: ${firstPauseMs} }))
    .then((code) => { process.exitCode = code; });`;
  return follow(runNode(['--eval', script], { cwd: checkout, env: environment(env) }));
}

function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, npm_lifecycle_event: undefined, ...env };
}

/** Told, not killed: it takes its server along. */
function follow(running: RunningScript): RunningScript {
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  });
  return running;
}
