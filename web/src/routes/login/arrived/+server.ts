import { redirect } from '@sveltejs/kit';
import { answerHead, refusePrefetch } from '#lib/server/meant.ts';
import { requireSession } from '#lib/server/require-session.ts';
import { safePath } from '#lib/server/safe-path.ts';
import { takeOverVisitorCart } from '#lib/server/visitor-cart.ts';
import type { RequestHandler } from './$types';

/** Where somebody lands whom a provider has vouched for: takes over the visitor's cart, as every sign-in does. */
export const GET: RequestHandler = async ({ locals, url, request }) => {
  refusePrefetch(request);
  const { customerId } = requireSession({ locals, url });
  await takeOverVisitorCart(locals, customerId);
  redirect(303, safePath(url.searchParams.get('next'), '/account'));
};

export const HEAD: RequestHandler = answerHead;
