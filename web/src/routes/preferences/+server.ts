import { redirect } from '@sveltejs/kit';
import { isTheme } from '#lib/chrome/preferences.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import type { RequestHandler } from './$types';

/** Keeps the language or the theme that a person chose, and goes back to the page where it was chosen. */
export const POST: RequestHandler = async ({ request, locals }) => {
  const form = await request.formData();
  const language = form.get('language');
  const theme = form.get('theme');
  if (language === 'zh' || language === 'en') locals.jar.keep('language', language);
  if (isTheme(theme)) locals.jar.keep('theme', theme);
  redirect(303, safePath(form.get('next')));
};
