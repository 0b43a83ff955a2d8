import type { Language } from '#server/kernel/language.ts';
import { chooseLanguage } from '#server/kernel/negotiate.ts';
import type { CookieJar } from '../request/cookie-jar.server.ts';

export const THEMES = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof THEMES)[number];

/** The language of the cookie, else the best one for the `Accept-Language` header. */
export function readLanguage(jar: CookieJar, acceptLanguage: string | null): Language {
  const chosen = jar.get('language');
  if (chosen === 'zh') return 'zh-CN';
  if (chosen === 'en') return 'en';
  return chooseLanguage(acceptLanguage ?? undefined);
}

export function isTheme(text: unknown): text is Theme {
  return THEMES.some((theme) => theme === text);
}

export function readTheme(jar: CookieJar): Theme {
  const chosen = jar.get('theme');
  return isTheme(chosen) ? chosen : 'auto';
}

/** Nothing for `auto`: then the theme's own `prefers-color-scheme` rule decides before the first paint, without script. */
export function themeAttribute(theme: Theme): string {
  if (theme === 'auto') return '';
  return `data-theme="${theme === 'dark' ? 'ks-dark' : 'ks'}"`;
}
