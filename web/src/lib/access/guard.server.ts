import { redirect } from '@sveltejs/kit';
import type { Session } from '#server/modules/sign-in/index.ts';
import { pagePath } from '../request/page-path.server.ts';
import { ACCESS, type Access } from './access.server.ts';

const access: Readonly<Record<string, Access | undefined>> = ACCESS;

/** Ends the start where a route does not say who may see it, or the table speaks of one that is gone. */
export function expectAllToSay(routeIds: readonly string[]): void {
  const silent = routeIds.filter((id) => access[id] === undefined);
  if (silent.length > 0)
    throw new Error(`who may see ${silent.join(', ')}? Say so in lib/access/access.server.ts`);
  const gone = Object.keys(access).filter((id) => !routeIds.includes(id));
  if (gone.length > 0)
    throw new Error(`lib/access/access.server.ts speaks of ${gone.join(', ')}, which are no routes`);
}

/** Who is asking, as far as the page may know it, or where to go instead. An address without a route is nobody's. */
export type Admission = { readonly session: Session | undefined } | { readonly instead: string };

export function admit(routeId: string | null, signedIn: Session | undefined, url: URL): Admission {
  switch (routeId === null ? 'public' : access[routeId]) {
    case 'public':
      return { session: undefined };
    case 'customer?':
      return { session: signedIn };
    case 'customer':
      if (signedIn !== undefined) return { session: signedIn };
      return { instead: `/login?next=${encodeURIComponent(pagePath(url))}` };
    case undefined:
      throw new Error(`${routeId} does not say who may see it`);
  }
}

/** The redirect of a form is worded by SvelteKit, which knows whether script sent it. */
export function leadTo(path: string, method: string): Response {
  if (method === 'POST') redirect(303, path);
  return new Response(null, { status: 303, headers: { location: path } });
}

/** Who is asking, on a page that is for signed-in customers: nobody else comes as far as its load and its actions. */
export function requireSession({ locals }: { readonly locals: App.Locals }): Session {
  if (locals.session === undefined)
    throw new Error('only a page with the access `customer` has a session for certain');
  return locals.session;
}
