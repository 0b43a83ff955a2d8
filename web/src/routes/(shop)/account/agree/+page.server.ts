import { redirect } from '@sveltejs/kit';
import { askAgain } from '#lib/privacy/consent-bar.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import type { PageServerLoad } from './$types';

/** Between the cart and the next checkout, where the texts have changed since this customer agreed to them. */
export const load: PageServerLoad = async (event) => {
  const { customerId } = requireSession(event);
  const next = safePath(event.url.searchParams.get('next'), '/account');
  const asked = askAgain(await event.locals.shop.customers.consents(customerId), next);
  return asked === null ? redirect(303, next) : { asked };
};
