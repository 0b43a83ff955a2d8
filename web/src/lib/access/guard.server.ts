import { error, redirect } from '@sveltejs/kit';
import type { Permission } from '#server/kernel/permission.ts';
import type { Session } from '#server/modules/sign-in/index.ts';
import type { StaffSession } from '#server/modules/staff/index.ts';
import type { BackOffice } from '#server/shop.ts';
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

/** An address without a route is nobody's. */
function accessOf(routeId: string | null): Access {
  const said = routeId === null ? 'public' : access[routeId];
  if (said === undefined) throw new Error(`${routeId} does not say who may see it`);
  return said;
}

/** Whether a page is of the back office: then it is asked who of the staff is looking, and else which customer. */
export function isOfStaff(routeId: string | null): boolean {
  const said = accessOf(routeId);
  return typeof said === 'object' || said.startsWith('staff');
}

/** Who has signed in; of both kinds only the one that the page may be about is asked for. */
export type SignedIn = { readonly customer?: Session | undefined; readonly staff?: StaffSession | undefined };

/** Who is asking, as far as the page may know it, or where to go instead. `lacks`: what keeps them from the page. */
export type Admission =
  | {
      readonly session?: Session | undefined;
      readonly staff?: StaffSession | undefined;
      readonly lacks?: Permission;
    }
  | { readonly instead: string };

export function admit(routeId: string | null, { customer, staff }: SignedIn, url: URL): Admission {
  const said = accessOf(routeId);
  const after = (signIn: string) => ({ instead: `${signIn}?next=${encodeURIComponent(pagePath(url))}` });
  switch (said) {
    case 'public':
      return {};
    case 'customer?':
      return { session: customer };
    case 'customer':
      return customer === undefined ? after('/login') : { session: customer };
    case 'staff?':
      return { staff };
    case 'staff':
      return staff === undefined ? after('/admin/sign-in') : { staff };
    default:
      if (staff === undefined) return after('/admin/sign-in');
      return staff.permissions.has(said.staff) ? { staff } : { staff, lacks: said.staff };
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

/** What the staff do, in the hands of one of them. */
export type Office = BackOffice & { readonly session: StaffSession };

/**
 * The back office of a page that is for the staff. A page has no other way to it, so who lacks the page's permission comes no
 * further than here, by a link or by a form, and is told so. `needs`: what an act on it asks for beyond that.
 */
export function requireOffice({ locals }: { readonly locals: App.Locals }, needs?: Permission): Office {
  const {
    staff,
    backOffice,
    lacks = staff && needs && !staff.permissions.has(needs) ? needs : undefined,
  } = locals;
  if (lacks !== undefined) error(403, 'not permitted', { lacks });
  if (staff === undefined || backOffice === undefined)
    throw new Error('only a page with the access `staff` has the back office');
  return { ...backOffice, session: staff };
}
