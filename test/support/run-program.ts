import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The real program in a process of its own. */
export type Program = {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has printed so far, both streams. */
  output(): string;
  kill(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts `server/main.ts` without waiting for it to open. */
export function spawnProgram(env: Record<string, string>): Program {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, LOG_LEVEL: 'warn', RATE_LIMITS: 'off', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    url: `http://127.0.0.1:${env['PORT']}`,
    child,
    output: () => output,
    kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
      return new Promise((resolve) => {
        child.once('exit', (code) => resolve(code));
        child.kill(signal);
      });
    },
  };
}

/** Starts the program and waits until it serves. */
export async function startProgram(env: Record<string, string>, withinMs = 90_000): Promise<Program> {
  const program = spawnProgram(env);
  await waitFor(
    'the program to serve',
    async () => {
      if (program.child.exitCode !== null)
        throw new Error(`the program ended with ${program.child.exitCode}:\n${program.output()}`);
      return fetch(`${program.url}/readyz`).then(
        (response) => response.ok,
        () => false,
      );
    },
    withinMs,
  );
  return program;
}

/** Waits until the program has ended by itself, and answers its exit code. */
export function exitOf(program: Program): Promise<number | null> {
  if (program.child.exitCode !== null) return Promise.resolve(program.child.exitCode);
  return new Promise((resolve) => program.child.once('exit', (code) => resolve(code)));
}
