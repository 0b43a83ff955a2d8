import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { decideRestart, NO_CRASHES } from './decide-restart.mjs';
import { root } from './places.mjs';
import { SERVER_COMMAND, serverEnvironment } from './server-command.mjs';

/** The shop stopped as it was told, or refused to start for what a person must mend: neither is repeated. */
const FINAL_CODES = new Set([0, 1]);
/** How people end a program; every other signal is an accident, or the system's (SIGKILL for want of memory). */
const FINAL_SIGNALS = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);

/**
 * Runs the shop until it ends, starting it again where it crashed, and answers its exit code. Told to stop, it stops for
 * good, also while it waits before another run.
 */
export async function runServer(node, { env = process.env, firstPauseMs } = {}) {
  const stop = hearStop();
  try {
    for (let crashes = NO_CRASHES; !stop.asked.aborted;) {
      const run = await runOnce(node, env, stop.asked);
      const code = run.code ?? 128 + constants.signals[run.signal];
      if (stop.asked.aborted || isFinal(run)) return code;
      const next = decideRestart(crashes, run.openMs, firstPauseMs);
      console.error(tell(run, next.pauseMs));
      if (next.pauseMs === undefined) return code;
      crashes = next.crashes;
      // Told to stop, the pause is cut off.
      await pause(next.pauseMs, undefined, { signal: stop.asked }).catch(() => undefined);
    }
    return 0;
  } finally {
    stop.forget();
  }
}

function isFinal({ code, signal }) {
  return signal === null ? FINAL_CODES.has(code) : FINAL_SIGNALS.has(signal);
}

/** One run to its end. The shop tells over the channel when it is open. */
function runOnce(node, env, asked) {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(node, SERVER_COMMAND, { cwd: root, env: serverEnvironment(env), stdio });
  let openedAt;
  child.on('message', () => (openedAt ??= performance.now()));
  // Always SIGTERM: Ctrl-C at a terminal reaches the shop by itself as SIGINT, and npm sends this process another, so that
  // SIGINT passed on would look like somebody who insists. Windows has no signals to send: it would end the shop on the
  // spot, which has heard Ctrl-C itself.
  const passOn = () => process.platform === 'win32' || child.kill('SIGTERM');
  asked.addEventListener('abort', passOn, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      asked.removeEventListener('abort', passOn);
      resolve({ code, signal, openMs: openedAt === undefined ? 0 : performance.now() - openedAt });
    });
  });
}

function hearStop() {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const signals = process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  return {
    asked: controller.signal,
    forget: () => signals.forEach((signal) => process.removeListener(signal, stop)),
  };
}

function tell({ code, signal }, pauseMs) {
  const isMemory = signal === 'SIGKILL' || signal === 'SIGABRT';
  const [zh, en] =
    signal === null
      ? [`退出码 ${code}`, `exit code ${code}`]
      : [
          `${signal}${isMemory ? '，多半是内存不够' : ''}`,
          `${signal}${isMemory ? ', mostly for want of memory' : ''}`,
        ];
  if (pauseMs === undefined) {
    return `店铺连续五次一启动就意外结束（${zh}），不再重新启动；原因看上面，解决以后再 npm start。The shop ended at once five times in a row (${en}), so it is not started again: see above for why, put that right, then run npm start again.`;
  }
  const seconds = pauseMs / 1000;
  return `店铺意外结束（${zh}），${seconds} 秒后重新启动。The shop ended by itself (${en}); starting it again in ${seconds} s.`;
}
