import { redirect } from '@sveltejs/kit';
import type { Session } from '#server/modules/identity/index.ts';

/** The address of a page without the name of the form action that was posted to it. */
export function pagePath(url: URL): string {
  const search = [...url.searchParams].filter(([name]) => !name.startsWith('/'));
  const query = new URLSearchParams(search).toString();
  return query === '' ? url.pathname : `${url.pathname}?${query}`;
}

/** Who is asking; somebody who has not signed in is sent to sign in first, and comes back here afterwards. */
export function requireSession({ locals, url }: { locals: App.Locals; url: URL }): Session {
  if (locals.session !== undefined) return locals.session;
  redirect(303, `/login?next=${encodeURIComponent(pagePath(url))}`);
}
