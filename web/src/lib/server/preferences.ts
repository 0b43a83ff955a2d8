import type { Cookies } from '@sveltejs/kit';
import { chooseLanguage, type Language } from '../../../../server/kernel/language.ts';

export const LANGUAGE_COOKIE = 'ks_lang';
export const THEME_COOKIE = 'ks_theme';

export const THEMES = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof THEMES)[number];

/** The language of the cookie, else the best one for the `Accept-Language` header. */
export function readLanguage(cookies: Cookies, acceptLanguage: string | null): Language {
  const chosen = cookies.get(LANGUAGE_COOKIE);
  if (chosen === 'zh') return 'zh-CN';
  if (chosen === 'en') return 'en';
  return chooseLanguage(acceptLanguage ?? undefined);
}

export function isTheme(text: unknown): text is Theme {
  return THEMES.some((theme) => theme === text);
}

export function readTheme(cookies: Cookies): Theme {
  const chosen = cookies.get(THEME_COOKIE);
  return isTheme(chosen) ? chosen : 'auto';
}

/** Nothing for `auto`: then the theme's own `prefers-color-scheme` rule decides before the first paint, without script. */
export function themeAttribute(theme: Theme): string {
  if (theme === 'auto') return '';
  return `data-theme="${theme === 'dark' ? 'ks-dark' : 'ks'}"`;
}
