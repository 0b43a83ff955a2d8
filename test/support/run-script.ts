import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { waitFor } from './wait-for.ts';

export type RunningScript = {
  child: ChildProcess;
  /** All it has said so far. */
  output(): string;
  waitForOutput(pattern: RegExp, withinMs?: number): Promise<RegExpMatchArray>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

type ScriptOptions = {
  account?: { uid: number; gid: number };
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** A program that is handed the script's own command line as its last arguments, to run it in other surroundings. */
  within?: readonly [string, ...string[]];
};

/**
 * Runs TypeScript in a Node process of its own, for tests of what happens between processes: kill, lock, other user.
 * The script is handed over as text; it imports what it needs by full paths (`import.meta.resolve` in the test).
 */
export function runScript(script: string, options: ScriptOptions = {}): RunningScript {
  return runNode(['--input-type=module-typescript', '--eval', script], options);
}

export function runNode(
  args: readonly string[],
  { account, cwd = '/', env, within }: ScriptOptions = {},
): RunningScript {
  const [program, ...before] = within ? [...within, process.execPath] : [process.execPath];
  const child = spawn(program, [...before, ...args], {
    cwd,
    env: env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    output: () => said,
    waitForOutput: (pattern, withinMs = 15_000) =>
      waitFor(`${pattern} in what the script says`, () => said.match(pattern) ?? undefined, withinMs).catch(
        (error: Error) => {
          throw new Error(`${error.message}\nIt said:\n${said}`);
        },
      ),
    ended,
  };
}
