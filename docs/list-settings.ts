import type { Language } from '../server/kernel/language.ts';
import { wordsIn } from '../server/kernel/language.ts';
import { settingsHelpOf } from '../server/make-house.ts';
import { CONFIG_HELP } from '../server/platform/config.help.ts';
import type { SettingHelp } from '../server/platform/settings.ts';
import { putBetween } from './put-between.ts';

const HEADS: Readonly<Record<Language, string>> = {
  'zh-CN': '| 名字 | 默认 | 作用 |',
  en: '| name | default | what it does |',
};

/** The table of all settings, for a README in this language. */
export function listSettings(
  language: Language,
  help: readonly SettingHelp[] = [...CONFIG_HELP, ...settingsHelpOf()],
): string {
  const rows = help.map(({ names, fallback, says }) => {
    const named = names.map((name) => `\`${name}\``).join(' ');
    const unset = typeof fallback === 'string' ? codes(fallback) : wordsIn(fallback, language);
    return `| ${named} | ${unset} | ${wordsIn(says, language)} |`;
  });
  return [HEADS[language], '| --- | --- | --- |', ...rows].join('\n');
}

const codes = (values: string): string =>
  values
    .split(', ')
    .map((value) => `\`${value}\``)
    .join(' ');

/** A README with that table in its place, between the marks. */
export function withSettings(readme: string, language: Language): string {
  return putBetween(readme, 'settings', listSettings(language));
}
