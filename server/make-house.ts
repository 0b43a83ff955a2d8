import {
  isPersonal,
  sealedColumnsIn,
  type DescribedTable,
  type PersonalTable,
} from './platform/described-table.ts';
import type { AnyEvent, EventKinds } from './platform/events.ts';
import { makeSpine } from './platform/events.ts';
import type { ApiApp } from './platform/http/api.ts';
import type { Gauge } from './platform/http/health.ts';
import type { Problems } from './platform/http/problem.ts';
import { generalProblems, joinProblems } from './platform/http/problems.ts';
import type { Jobs } from './platform/jobs.ts';
import type { Ground, Made } from './platform/module.ts';
import { PROGRAM_TABLES } from './platform/program-tables.ts';
import type { SealedColumn } from './platform/sealing/index.ts';
import type { TaskKind } from './platform/tasks.ts';
import type { Environment, SettingHelp } from './platform/settings.ts';
import { keepDeadLetters } from './keep-dead-letters.ts';
import { MODULES, type AnyModule, type House } from './modules.ts';

/** Everything that is made of the modules, ready to be served. */
export type MadeHouse = {
  readonly house: House;
  /** Every refusal of the shop, for the documents. */
  readonly problems: Problems;
  readonly gauges: readonly Gauge[];
  readonly jobs: Jobs;
  /** When jobs run by themselves; UTC. */
  readonly crontab: string;
  routes(app: ApiApp): Promise<void>;
  /** Before anybody is served. */
  prepare(): Promise<void>;
  hangUp(): void;
  /** Waits for what is being written. */
  drain(): Promise<void>;
  close(): Promise<void>;
};

/** The settings of every module by its name. Throws StartRefusal at the first that is wrong. */
export function readModuleSettings(
  environment: Environment,
  modules: readonly AnyModule[] = MODULES,
): ReadonlyMap<string, unknown> {
  return new Map(modules.map(({ name, settings }) => [name, settings?.read(environment)]));
}

/** Makes every module, each with what stands before it, and folds what they bring. */
export async function makeHouse(
  ground: Omit<Ground, 'emit' | 'eventKinds' | 'personalTables' | 'taskKinds'>,
  settings: ReadonlyMap<string, unknown>,
  modules: readonly AnyModule[] = MODULES,
): Promise<MadeHouse> {
  const spine = makeSpine<AnyEvent>({ database: ground.database, onDeadLetter: keepDeadLetters(ground) });
  const taskKinds = new Map<string, TaskKind>();
  const house: Record<string, unknown> = {
    ...ground,
    emit: spine.emit,
    eventKinds: eventsOf(modules),
    personalTables: personalTablesOf(modules),
    taskKinds,
  };
  const made: Made<unknown>[] = [];
  const close = async (): Promise<void> => {
    for (const { close } of made.toReversed()) await close?.();
  };
  try {
    for (const { name, make } of modules) {
      const brought = await make(house as never, settings.get(name) as never);
      made.push(brought);
      if (name in house) throw new Error(`there are two of ${name} in the house`);
      house[name] = brought.api;
      if (brought.on !== undefined) spine.listen(name, brought.on, brought.isListening);
      for (const [kind, task] of Object.entries(brought.tasks ?? {})) {
        if (taskKinds.has(kind)) throw new Error(`two modules have a task ${kind}`);
        taskKinds.set(kind, task);
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    house: house as House,
    problems: joinProblems([generalProblems, ...modules.flatMap(({ problems = [] }) => problems)]),
    gauges: made.flatMap(({ gauges = [] }) => gauges),
    jobs: foldJobs([spine.jobs(), ...made.map(({ jobs = {} }) => jobs)]),
    crontab: made.flatMap(({ crontab = [] }) => crontab).join('\n'),
    async routes(app) {
      for (const { routes } of made) await routes?.(app);
    },
    async prepare() {
      for (const { prepare } of made) await prepare?.();
    },
    hangUp() {
      for (const { hangUp } of made) hangUp?.();
    },
    drain: async () => void (await Promise.all(made.map(({ drain }) => drain?.()))),
    close,
  };
}

function foldJobs(all: readonly Jobs[]): Jobs {
  const jobs: Record<string, Jobs[string]> = {};
  for (const [name, job] of all.flatMap((some) => Object.entries(some))) {
    if (Object.hasOwn(jobs, name)) throw new Error(`two modules have a job ${name}`);
    jobs[name] = job;
  }
  return jobs;
}

/** Every table there is. */
export function tablesOf(modules: readonly AnyModule[] = MODULES): readonly DescribedTable[] {
  return [...modules.flatMap(({ tables = [] }) => tables), ...PROGRAM_TABLES];
}

/** What all of them keep of persons, for export and erasure; a table stands after those it refers to. */
export function personalTablesOf(modules: readonly AnyModule[] = MODULES): readonly PersonalTable[] {
  return tablesOf(modules).filter(isPersonal);
}

/** Every column that is sealed by customers' data keys. */
export function sealedColumnsOf(modules: readonly AnyModule[] = MODULES): readonly SealedColumn[] {
  return sealedColumnsIn(tablesOf(modules));
}

/** Everything that modules tell each other, see docs/events.md. */
export function eventsOf(modules: readonly AnyModule[] = MODULES): EventKinds {
  return Object.assign({}, ...modules.map(({ events = {} }) => events)) as EventKinds;
}

/** What is told of their settings. */
export function settingsHelpOf(modules: readonly AnyModule[] = MODULES): readonly SettingHelp[] {
  return modules.flatMap(({ settings }) => settings?.help ?? []);
}

/** On which their processes tell each other. */
export function channelsOf(modules: readonly AnyModule[] = MODULES): readonly string[] {
  return modules.flatMap(({ channels = [] }) => channels);
}
