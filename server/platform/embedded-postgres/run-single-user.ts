import type { Home } from './choose-home.ts';
import type { Binaries } from './find-binaries.ts';
import { settingArguments, SHARED_MEMORY } from './list-settings.ts';
import { runCommand, type CommandResult } from './run-command.ts';

/**
 * Runs statements as the cluster's owner, without a server, which must not be running. They travel by the input, so that a
 * password is seen in no list of processes. Answers undefined where all of them went well, else what was said.
 */
export async function runSingleUser(
  cluster: string,
  home: Home,
  binaries: Binaries,
  statements: readonly string[],
): Promise<CommandResult | undefined> {
  const args = ['--single', '-D', cluster, ...settingArguments(SHARED_MEMORY), 'postgres'];
  const result = await runCommand(binaries.postgres, args, {
    ...(home.account && { account: home.account }),
    cwd: home.folder,
    input: statements.map((statement) => `${statement}\n`).join(''),
  });
  // It goes on after a statement that failed, and ends well.
  return result.code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(result.stderr) ? result : undefined;
}

/** The line of what PostgreSQL's programs said that names the reason, or all of it. */
export function findReason({ stdout, stderr }: CommandResult): string {
  const reason = `${stdout}\n${stderr}`
    .split('\n')
    .findLast((line) => /\b(error|ERROR|FATAL|PANIC):|could not|cannot/.test(line));
  return reason?.trim() ?? stderr.trim();
}
