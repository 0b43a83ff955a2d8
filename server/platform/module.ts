import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { ShopCookies } from '../kernel/cookies.ts';
import type { Spread } from './cluster/find-spread.ts';
import type { DataFolder } from './data-folder.ts';
import type { Database } from './database.ts';
import type { DescribedTable, PersonalTable } from './described-table.ts';
import type { AnyEvent, Emit, EventKinds, Handlers } from './events.ts';
import type { ApiApp } from './http/api.ts';
import type { Gauge } from './http/health.ts';
import type { Problems } from './http/problem.ts';
import type { Jobs } from './jobs.ts';
import type { Listener } from './listener.ts';
import type { MediaStore } from './media-store.ts';
import type { Sealing } from './sealing/index.ts';
import type { SettingsPart } from './settings.ts';
import type { TaskKind, TaskKinds } from './tasks.ts';

/** What every module may stand on. Beside it in the house stand the other modules, each under its name. */
export type Ground = {
  readonly database: Database;
  readonly spread: Spread;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hears what other processes tell. */
  readonly listener: Listener;
  readonly folder: DataFolder;
  readonly mediaStore: MediaStore;
  readonly emit: Emit<AnyEvent>;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  /** How this process reaches itself; known for certain once it listens. */
  ownUrl(): string;
  readonly cookies: ShopCookies;
  readonly isDemo: boolean;
  /** Whether this process serves pages, or runs jobs alone. */
  readonly isServing: boolean;
  /** What all modules tell each other. */
  readonly eventKinds: EventKinds;
  /** What all modules keep of persons, a table after those it refers to. */
  readonly personalTables: readonly PersonalTable[];
  /** The long work that all modules bring; complete once the shop is open. */
  readonly taskKinds: ReadonlyMap<string, TaskKind>;
};

/** What a module says of itself before anything of it is made. */
export type ModuleFacts<Name extends string = string, Settings = unknown> = {
  /** Under which the other modules find it in the house. */
  readonly name: Name;
  readonly settings?: SettingsPart<Settings>;
  /** Its refusals, with their words, for the documents; its routes declare them themselves. */
  readonly problems?: readonly Problems[];
  /** What it tells others of. */
  readonly events?: EventKinds;
  /** Every table of its own: what it holds, what an export tells of it, what an erasure does to it. */
  readonly tables?: readonly DescribedTable[];
  /** Of PostgreSQL's `notify`, on which its processes tell each other. */
  readonly channels?: readonly string[];
};

/** What a module brings once it is made. */
export type Made<Api> = {
  /** What other modules and the pages may ask of it. */
  readonly api: Api;
  /** Adds its routes under `/api/v1`. */
  routes?(app: ApiApp): void | Promise<void>;
  readonly jobs?: Jobs;
  /** When jobs run by themselves: lines of a crontab, UTC. */
  readonly crontab?: readonly string[];
  /** Long work that staff start, by the names of its kinds. */
  readonly tasks?: TaskKinds;
  /** What it does about what happens elsewhere. */
  readonly on?: Handlers<never>;
  /**
   * Whether it would do anything about an event of this kind now: where it would not, no job is added for it. Asked while the
   * event is saved, so it asks nobody. Unsaid, it always would.
   */
  isListening?(type: string): boolean;
  readonly gauges?: readonly Gauge[];
  /** Once, before anybody is served. */
  prepare?(): Promise<void>;
  /** Ends what would never end by itself, when the shop stops. */
  hangUp?(): void;
  /** Waits for what is being written. */
  drain?(): void | Promise<void>;
  /** Gives back what it has opened, when the shop has stopped or could not start. */
  close?(): void | Promise<void>;
};

/**
 * A module as the program sees it. `make` is given the house: the ground, and every other module's `api` under its name.
 * Modules are made in the order of the list, so one that comes later may only be asked once the shop is open; `House` names
 * exactly what this one needs.
 */
export type ShopModule<Name extends string, House, Api, Settings = undefined> = ModuleFacts<
  Name,
  Settings
> & {
  readonly make: (house: House, settings: Settings) => Made<Api> | Promise<Made<Api>>;
};

/** Says what a module is, and has its parts checked against each other. */
export function defineModule<Name extends string, House, Api, Settings = undefined>(
  module: ShopModule<Name, House, Api, Settings>,
): ShopModule<Name, House, Api, Settings> {
  return module;
}
