import { redirect } from '@sveltejs/kit';
import { answerHead, refusePrefetch } from '#lib/sign-in/meant.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { takeOverVisitorCart } from '#lib/cart/visitor-cart.server.ts';
import type { RequestHandler } from './$types';

/** Where somebody lands whom a provider has vouched for: takes over the visitor's cart, as every sign-in does. */
export const GET: RequestHandler = async ({ locals, url, request }) => {
  refusePrefetch(request);
  const { customerId } = requireSession({ locals });
  await takeOverVisitorCart(locals, customerId);
  redirect(303, safePath(url.searchParams.get('next'), '/account'));
};

export const HEAD: RequestHandler = answerHead;
