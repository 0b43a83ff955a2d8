import { redirect } from '@sveltejs/kit';
import { cookieOptions } from '#lib/server/cookies.ts';
import { isTheme, LANGUAGE_COOKIE, THEME_COOKIE } from '#lib/server/preferences.ts';
import { safePath } from '#lib/server/safe-path.ts';
import type { RequestHandler } from './$types';

const KEPT_DAYS = 365;

/** Keeps the language or the theme that a person chose, and goes back to the page where it was chosen. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await request.formData();
  const language = form.get('language');
  const theme = form.get('theme');
  if (language === 'zh' || language === 'en')
    cookies.set(LANGUAGE_COOKIE, language, cookieOptions(url, KEPT_DAYS));
  if (isTheme(theme)) cookies.set(THEME_COOKIE, theme, cookieOptions(url, KEPT_DAYS));
  redirect(303, safePath(form.get('next')));
};
