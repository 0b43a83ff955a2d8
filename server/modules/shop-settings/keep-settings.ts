import type { Database, Queryable } from '../../platform/database.ts';
import type { Listener } from '../../platform/listener.ts';
import type { AllSaved } from './sections.ts';
import type { Unsaved } from './unsaved.ts';
import { listNewest, type SettingsRow } from './shop-settings.sql.ts';

/** What the shop is set to, in the memory of this process: pages ask with every request. */
export type KeptSettings = {
  now(): AllSaved;
  /** What this process has just saved, before it is told. */
  keep(row: SettingsRow): void;
  /** Reads all of it again. */
  read(on?: Queryable): Promise<void>;
  close(): void;
};

export type KeepDeps = {
  readonly database: Database;
  readonly listener: Listener;
  readonly log: { error(details: object, message: string): void };
};

/** A notice may be lost while the listening connection breaks: what is older is read again by whoever asks next. */
const LOOK_AGAIN_MS = 30_000;

export async function keepSettings(deps: KeepDeps, unsaved: Unsaved): Promise<KeptSettings> {
  const { database, listener, log } = deps;
  let all = Object.fromEntries(
    Object.entries(unsaved).map(([section, value]) => [section, { version: 0, value, savedAt: null }]),
  ) as AllSaved;
  let lookedAt = 0;
  let isClosed = false;

  function keep({ section, version, value, savedAt }: SettingsRow): void {
    const kept: AllSaved[keyof AllSaved] | undefined = all[section as keyof AllSaved];
    // A section of a later version of the program is nothing to this one, and a slow answer never undoes a newer one.
    if (kept === undefined || version <= kept.version) return;
    // What was saved before a section had a field holds with what stands for it unsaved.
    const whole = { ...unsaved[section as keyof Unsaved], ...(value as object) };
    all = { ...all, [section]: { version, value: whole, savedAt } };
  }
  async function read(on: Queryable = database): Promise<void> {
    lookedAt = performance.now();
    for (const row of await listNewest(on)) keep(row);
  }
  function lookAgain(): void {
    if (isClosed) return;
    read().catch((error: unknown) => {
      if (!isClosed) log.error({ err: error }, 'settings of the shop could not be read again');
    });
  }
  await read();
  const forget = listener.on('settings_changed', lookAgain);
  return {
    now() {
      if (performance.now() - lookedAt > LOOK_AGAIN_MS) lookAgain();
      return all;
    },
    keep,
    read,
    close() {
      isClosed = true;
      forget();
    },
  };
}
