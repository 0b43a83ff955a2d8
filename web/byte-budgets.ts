/** Bytes of compressed script that a browser which was never here loads for a page of this group of routes. */
export type Budget = { readonly group: string; readonly routes: RegExp; readonly mostBytes: number };

/**
 * A page belongs to the first group that its route id fits. The way to an order is what everybody loads, often by phone and in a
 * hurry, so it has the narrowest budget and stays at it; pages for people who are customers already may weigh a little more, and
 * what only a demo shop shows need not be small. A group to come, such as pages for the staff, is a line of its own here.
 */
export const BUDGETS: readonly Budget[] = [
  { group: 'demo shop', routes: /^\/\(shop\)\/(?:demo|preview)/, mostBytes: 100_000 },
  { group: 'account and orders', routes: /^\/\(shop\)\/(?:account|orders)/, mostBytes: 64_000 },
  { group: 'sign-in', routes: /^\/login/, mostBytes: 60_000 },
  { group: 'checkout', routes: /^\/\(checkout\)/, mostBytes: 60_000 },
  { group: 'storefront', routes: /^\/\(shop\)/, mostBytes: 60_000 },
];

/**
 * What every page loads before anything of its own. It grows by what pages share (`STOREFRONT` in vite.config.ts) and by some
 * forty bytes with each route, since browsers know all of them: what is left of it is the room for pages to come. A reserve
 * beyond is the list of files that a link fetches ahead (`build.modulePreload`, some 900 bytes), at the price of one more
 * round trip when a page is opened by a link.
 */
export const MOST_SHARED_BYTES = 47_000;

export function budgetOf(routeId: string): Budget {
  const budget = BUDGETS.find(({ routes }) => routes.test(routeId));
  if (budget === undefined) throw new Error(`${routeId} belongs to no group of byte-budgets.ts`);
  return budget;
}
