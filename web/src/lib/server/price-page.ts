import type { RequestEvent } from '@sveltejs/kit';
import { readVisitorCart } from './visitor-cart.ts';

/** A line is looked up, priced and drawn. */
const LINES_A_POINT = 5;
/** Of those who are signed in it is not known yet how much lies in their cart. */
const OWN_CART = 5;
const OTHERS: Readonly<Record<string, number>> = {
  '/(shop)/search': 2,
  '/(shop)/category/[[slug]]': 1,
  '/(shop)/orders': 2,
};

/** Points of work that a page takes beside what every page does. */
export function pricePage({ route, locals }: RequestEvent): number {
  const id = route.id ?? '';
  if (id !== '/(shop)/cart' && !id.startsWith('/(checkout)/checkout')) return OTHERS[id] ?? 0;
  return locals.session === undefined
    ? Math.ceil(readVisitorCart(locals.jar).length / LINES_A_POINT)
    : OWN_CART;
}
