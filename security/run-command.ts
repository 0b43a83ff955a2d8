import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program, and answers what it printed and how it ended. Code null: it is not installed, or was ended by `signal`. */
export function runCommand(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ code: number | null; out: string; err: string; isMissing: boolean }> {
  return new Promise((resolve) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const child = spawn(command, args, { cwd: ROOT, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const end = (code: number | null, isMissing: boolean): void =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString(), isMissing });
    child.once('error', (error: NodeJS.ErrnoException) => end(null, error.code === 'ENOENT'));
    child.once('close', (code) => end(code, false));
  });
}
