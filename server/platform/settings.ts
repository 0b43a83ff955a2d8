import type { Words } from '../kernel/language.ts';
import { StartRefusal } from './start-refusal.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A line of the table of settings in the README, in its words: settings that are explained together stand together. */
export type SettingHelp = {
  readonly names: readonly string[];
  /** What holds where nothing is set. */
  readonly fallback: string | Words;
  readonly says: Words;
};

/** The settings of one part of the program: how they are read, and what is told of them. */
export type SettingsPart<Settings> = {
  readonly help: readonly SettingHelp[];
  /** Throws StartRefusal with the name of a setting, what was read and what is expected. */
  read(env: Environment): Settings;
};

/** Throws StartRefusal. `read`: what stands there, as far as it may be shown. */
export function refuseSetting(name: string, read: string, expected: string): never {
  throw new StartRefusal(
    `The setting ${name} is "${read.slice(0, 80)}", but ${expected} is expected. Correct it in the environment or in .env.`,
  );
}

export function readNumber(
  env: Environment,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    refuseSetting(name, text, `a whole number from ${least} to ${most}`);
  return value;
}

export function readChoice<const Choice extends string>(
  env: Environment,
  name: string,
  choices: readonly Choice[],
  fallback: Choice,
): Choice {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const choice = choices.find((known) => known === text);
  return choice ?? refuseSetting(name, text, `one of ${choices.join(', ')}`);
}

/** Whether the general limits hold. Several parts ask, so it is read in one place. */
export function readRateLimits(env: Environment): boolean {
  return readChoice(env, 'RATE_LIMITS', ['on', 'off'] as const, 'on') === 'on';
}
