import { spawn } from 'node:child_process';
import type { Account } from './choose-account.ts';

export type CommandResult = { code: number; stdout: string; stderr: string };

/** Runs a program to its end and answers what it said. Throws only where it cannot be run at all. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { account?: Account; cwd?: string; input?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? '/',
      env: cleanEnvironment(),
      windowsHide: true,
      ...runAs(options.account),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    // A program that ends before it has read everything says why by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** For `spawn`: as another account, or as ourselves. Node also drops the supplementary groups of root. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/**
 * What PostgreSQL's programs get to see: no PG… variables of the merchant's own (PGDATA, PGOPTIONS), no library path that
 * would replace the libraries that come along, and none of the shop's secrets.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  return { PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' };
}
