import type { RequestEvent } from '@sveltejs/kit';
import { readVisitorCart } from '../cart/visitor-cart.server.ts';

export type Priced = Pick<RequestEvent, 'route' | 'locals' | 'cookies' | 'request' | 'url'>;

/** A line is looked up, priced and drawn. */
const LINES_A_POINT = 5;
/** Of those who are signed in it is not known yet how much lies in their cart. */
const OWN_CART = 5;
const OTHERS: Readonly<Record<string, number>> = {
  '/(shop)/search': 2,
  '/(shop)/category/[[slug]]': 1,
  '/(shop)/orders': 2,
};

/** Forms that cost more than the page that answers them: a password is judged in some milliseconds, and hashed in thirty. */
const JUDGING = 5;
const FORMS: Readonly<Record<string, number>> = {
  '/login/password': 20,
  '/admin/join': 20,
  '/admin/sign-in': 20,
  '/(shop)/account/password': 25,
};
/** How a form says that a password is only judged, while it is being typed. */
const TO_JUDGE = '/judge';

/** Points of work that a page takes beside what every page does. */
export function pricePage({ route, locals, request, url }: Priced): number {
  const id = route.id ?? '';
  if (request.method === 'POST' && id in FORMS) return url.searchParams.has(TO_JUDGE) ? JUDGING : FORMS[id]!;
  if (id !== '/(shop)/cart' && !id.startsWith('/(checkout)/checkout')) return OTHERS[id] ?? 0;
  return locals.session === undefined
    ? Math.ceil(readVisitorCart(locals.jar).length / LINES_A_POINT)
    : OWN_CART;
}
