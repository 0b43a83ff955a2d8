import type { RouteId } from '$app/types';

/**
 * Who may see a page.
 * - `public`: everybody. It is not told who is looking; only what stands around it (the cart's sign, a name) is.
 * - `customer?`: everybody, and it is told who, to show or do what is theirs.
 * - `customer`: somebody who has signed in. Others are sent to sign in and come back afterwards.
 */
export type Access = 'public' | 'customer' | 'customer?';

/** Every page and endpoint of the pages, by route id. One that is not here does not type-check, and the pages do not start. */
export const ACCESS: Readonly<Record<RouteId, Access>> = {
  '/(checkout)/cashier/[orderNo]': 'customer',
  '/(checkout)/checkout': 'customer',
  '/(shop)': 'public',
  '/(shop)/account': 'customer',
  '/(shop)/account/addresses': 'customer',
  '/(shop)/account/addresses/[id]': 'customer',
  '/(shop)/account/addresses/new': 'customer',
  '/(shop)/account/agree': 'customer',
  '/(shop)/account/logins': 'customer',
  '/(shop)/account/passkeys': 'customer',
  '/(shop)/account/password': 'customer',
  '/(shop)/account/phone': 'customer',
  '/(shop)/account/privacy': 'customer',
  '/(shop)/account/prove': 'customer',
  '/(shop)/account/sessions': 'customer',
  '/(shop)/cart': 'customer?',
  '/(shop)/category/[[slug]]': 'public',
  '/(shop)/demo': 'public',
  '/(shop)/orders': 'customer',
  '/(shop)/orders/[orderNo]': 'customer',
  '/(shop)/preview': 'public',
  '/(shop)/privacy/[[version]]': 'public',
  '/(shop)/product/[slug]': 'customer?',
  '/(shop)/search': 'public',
  '/(shop)/terms/[[version]]': 'public',
  '/login': 'customer?',
  '/login/arrived': 'customer',
  '/login/link': 'customer?',
  '/login/password': 'customer?',
  '/login/with/[provider]': 'public',
  '/preferences': 'public',
  '/regions/[parent]': 'public',
  '/robots.txt': 'public',
  '/sign-out': 'customer?',
  '/sitemap.xml': 'public',
};
