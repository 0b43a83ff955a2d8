import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './places.mjs';

const KEPT_CHARACTERS = 100_000;

/**
 * Runs npm or a build to its end and answers what it said; `onLine` sees each line at once, and may end the
 * tool by calling its second argument. When this start is told to
 * stop, the tool is stopped too, and this start ends as a program does that a signal ended.
 */
export function runTool(
  program,
  args,
  { env = process.env, lockHandle, shell = false, onLine = () => {} } = {},
) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', 'pipe', ...(lockHandle === undefined ? [] : [lockHandle])];
    const child = spawn(program, args, { cwd: root, env, stdio, shell });
    let said = '';
    const hear = (text) => {
      said = (said + text).slice(-KEPT_CHARACTERS);
      for (const line of text.split('\n')) if (line !== '') onLine(line, () => child.kill('SIGTERM'));
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    const stop = (signal) => {
      child.kill('SIGTERM');
      child.once('close', () => process.exit(128 + constants.signals[signal]));
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.once(signal, stop);
    const forget = () => signals.forEach((signal) => process.removeListener(signal, stop));
    child.once('error', (error) => {
      forget();
      reject(error);
    });
    child.once('close', (code, signal) => {
      forget();
      resolve({ code, signal, said });
    });
  });
}
