import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { StartRefusal } from '../start-refusal.ts';
import type { Home } from './choose-home.ts';
import { endLeftover } from './end-leftover.ts';
import { explainShortage } from './explain-shortage.ts';
import type { Binaries } from './find-binaries.ts';
import { readPostmasterFile } from './find-postmaster.ts';
import { settingArguments } from './list-settings.ts';
import { openLog, readLogSince } from './postgres-log.ts';
import { cleanEnvironment, runAs } from './run-command.ts';
import { endsWithin, sendIfAlive, stopProcess } from './stop-postmaster.ts';

export type Postmaster = {
  pid: number;
  /** Resolved when the server has ended, with what it was ended by. */
  ended: Promise<string>;
  stop(): Promise<void>;
};

export type PostmasterPlan = {
  home: Home;
  cluster: string;
  binaries: Binaries;
  settings: Record<string, string>;
  logFile: string;
  onProgress(sentence: string): void;
};

const POLL_MS = 10;
const SAY_AGAIN_MS = 5_000;
/** How long what an earlier server left behind may take to go away. */
const PATIENCE_MS = 30_000;
const LEAVING_MS = 500;
/** The processes of a server that was killed leave its memory one by one; until then no new one may start. */
const STILL_LEAVING = /pre-existing shared memory block|lock file ".*" already exists|could not bind/;

/** Starts the server and waits until it takes connections, ending first what a killed start may have left running. */
export async function runPostmaster(plan: PostmasterPlan): Promise<Postmaster> {
  const givesUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const stranger = await endLeftover(plan.cluster, plan.onProgress);
    const attempt = await tryRun(plan, stranger);
    if (typeof attempt !== 'string') return attempt;
    if (!STILL_LEAVING.test(attempt) || Date.now() > givesUpAt) throw explain(plan, attempt);
    await pause(200);
  }
}

/** The running server, or what it said before it ended. */
async function tryRun(plan: PostmasterPlan, stranger: number | undefined): Promise<Postmaster | string> {
  const log = openLog(plan.logFile);
  const child = spawnServer(plan, log.handle, stranger);
  closeSync(log.handle);
  // A program that cannot be run at all says so by 'error' and has no process number.
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    return error.message;
  }
  const pid = child.pid;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const hasEnded = ended.then(() => true);
  if (!(await becomesReady(plan, pid, hasEnded)))
    return readLogSince(plan.logFile, log.size) || (await ended);
  return { pid, ended, stop: () => stopServer(child, pid, ended) };
}

function spawnServer(plan: PostmasterPlan, log: number, stranger: number | undefined): ChildProcess {
  // PostgreSQL refuses to start while the process of its old pid file lives, but for that of its "grandparent". Telling
  // it so keeps its other checks, which removing the file would not.
  const grandparent = stranger === undefined ? {} : { PG_GRANDPARENT_PID: String(stranger) };
  return spawn(plan.binaries.postgres, ['-D', plan.cluster, ...settingArguments(plan.settings)], {
    cwd: plan.home.folder,
    env: { ...cleanEnvironment(), ...grandparent },
    stdio: ['ignore', log, log],
    // In a group of its own: Ctrl-C at the terminal is for us, who then stop the database last.
    detached: true,
    windowsHide: true,
    ...runAs(plan.home.account),
  });
}

/** Waits as long as the server lives: reading back what was written before a crash may take minutes, and ends. */
async function becomesReady(plan: PostmasterPlan, pid: number, hasEnded: Promise<boolean>): Promise<boolean> {
  let sayAt = Date.now() + SAY_AGAIN_MS;
  for (;;) {
    const file = readPostmasterFile(plan.cluster);
    if (file?.pid === pid && file.ready) return true;
    if (await Promise.race([hasEnded, pause(POLL_MS, false)])) return false;
    if (Date.now() < sayAt) continue;
    plan.onProgress('数据库正在恢复最后写入的内容 / the database is recovering what was written last');
    sayAt = Date.now() + SAY_AGAIN_MS;
  }
}

async function stopServer(child: ChildProcess, pid: number, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Connections that were just closed may still be on their way out; a fast shutdown would cut them off with an error.
  sendIfAlive(pid, 'SIGTERM');
  if (await endsWithin(ended, LEAVING_MS)) return;
  sendIfAlive(pid, 'SIGINT');
  await stopProcess(pid, () => ended);
}

function explain({ cluster, logFile, home }: PostmasterPlan, said: string): StartRefusal {
  const shortage = explainShortage(home.folder, said);
  if (shortage !== undefined) return shortage;
  const fatal = said.split('\n').findLast((line) => /\b(FATAL|PANIC):/.test(line));
  const reason = fatal?.replace(/^.*?(FATAL|PANIC): +/, '') ?? said.trim().replace(/\s+/g, ' ').slice(0, 500);
  return new StartRefusal(
    `The database in ${cluster} does not start: ${reason}. Its log is ${logFile}; where it speaks of damaged files, restore the data folder from a backup.`,
  );
}
