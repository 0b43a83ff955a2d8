import { pino } from 'pino';
import { loadEnvironment, readConfig, type Config } from './platform/config.ts';
import { openDatabase, type Database } from './platform/database.ts';
import { migrate } from './platform/migrations.ts';
import { StartRefusal } from './platform/start-refusal.ts';
import { closeAll, reachDatabase, type Closers } from './reach-database.ts';

/** What a command works with. */
export type CommandPlace = {
  readonly config: Config;
  /** Of the shop, brought up to date. */
  readonly database: Database;
};

export type Command<Asked> = {
  readonly usage: string;
  /** What the arguments ask for; undefined, or any error, where they are not to be understood: then the usage is told. */
  readArguments(): Asked | undefined;
  /** How many database connections at most. */
  readonly connections: number;
  /** What SIGINT does: 130 at once, where what is half done is gone on with the next time, or after everything is closed. */
  readonly onInterrupt: 'end' | 'close';
  /** Answers whether what was asked for was done. */
  run(asked: Asked, place: CommandPlace): Promise<boolean>;
};

/**
 * A command beside the shop, from its arguments to the exit code: 0 where it was done, else 1. What a person can mend is one
 * sentence; what was opened is closed.
 */
export async function runCommand<Asked>(command: Command<Asked>): Promise<void> {
  try {
    process.exitCode = (await perform(command)) ? 0 : 1;
  } catch (error) {
    const text =
      error instanceof StartRefusal ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`ks-order: ${text}\n`);
    process.exitCode = 1;
  }
}

async function perform<Asked>(command: Command<Asked>): Promise<boolean> {
  const environment = loadEnvironment();
  const asked = understand(command);
  if (asked === undefined) {
    process.stderr.write(`${command.usage}\n`);
    return false;
  }
  const closers: Closers = [];
  process.once('SIGINT', () => {
    const closed = command.onInterrupt === 'end' ? Promise.resolve() : closeAll(closers);
    void closed.finally(() => process.exit(130));
  });
  try {
    const config = readConfig(environment);
    return await command.run(asked, { config, database: await open(config, command.connections, closers) });
  } finally {
    await closeAll(closers);
  }
}

function understand<Asked>({ readArguments }: Command<Asked>): Asked | undefined {
  try {
    return readArguments();
  } catch {
    // An option that does not exist, as `parseArgs` says.
    return undefined;
  }
}

async function open(config: Config, max: number, closers: Closers): Promise<Database> {
  const log = pino({ level: 'warn' });
  const database = openDatabase({
    connection: await reachDatabase(config, log, closers),
    max,
    onError: (error) => log.warn({ reason: error.message }, 'a database connection broke'),
  });
  closers.push(() => database.end());
  await migrate(database);
  return database;
}

export function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
