import type { SettingsPart } from '../../platform/settings.ts';

/** What of the settings of the program itself a real shop does not open without; they are told of there (config.help.ts). */
export type OpeningSettings = {
  /** The master key lies elsewhere than the data that it opens. */
  readonly isKeyApart: boolean;
  /** Who asks for the figures says a secret. */
  readonly areFiguresGuarded: boolean;
};

export const openingSettings: SettingsPart<OpeningSettings> = {
  help: [],
  read: (env) => ({
    isKeyApart: Boolean(env['MASTER_KEY_FILE'] || env['MASTER_KEY_URL']),
    areFiguresGuarded: Boolean(env['METRICS_TOKEN']),
  }),
};
