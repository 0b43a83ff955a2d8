import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './places.mjs';

/** Runs the shop until it ends, and answers its exit code. */
export function runServer(node, env = process.env) {
  const child = spawn(node, ['server/main.ts'], { cwd: root, env, stdio: 'inherit' });
  const stopForwarding = forwardStop(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * Passes a stop on, once, and always as SIGTERM: Ctrl-C at a terminal reaches the shop by itself as SIGINT, and npm sends
 * this process another, so that SIGINT passed on would look like somebody who insists.
 */
function forwardStop(child) {
  // Windows has no signals to send: it would end the shop on the spot, which has heard Ctrl-C itself.
  if (process.platform === 'win32') return ignoreInterrupts();
  let isPassedOn = false;
  const stop = () => {
    if (!isPassedOn) child.kill('SIGTERM');
    isPassedOn = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  return () => signals.forEach((signal) => process.removeListener(signal, stop));
}

function ignoreInterrupts() {
  const ignore = () => {};
  process.on('SIGINT', ignore);
  return () => process.removeListener('SIGINT', ignore);
}
