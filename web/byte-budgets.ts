/** Bytes of compressed script that a browser which was never here loads for a page of this group of routes. */
export type Budget = { readonly group: string; readonly routes: RegExp; readonly mostBytes: number };

/**
 * A page belongs to the first group that its route id fits. The way to an order is what everybody loads, often by phone and in a
 * hurry, so its budget is narrow: 64 kB since a price explains itself there, with coupons to choose from. Pages for people who are
 * customers already may weigh as much, and what only a demo shop shows need not be small. The staff load their pages once a day.
 */
export const BUDGETS: readonly Budget[] = [
  { group: 'demo shop', routes: /^\/\(shop\)\/(?:demo|preview)/, mostBytes: 100_000 },
  { group: 'back office', routes: /^\/\(office\)|^\/admin/, mostBytes: 80_000 },
  { group: 'account and orders', routes: /^\/\(shop\)\/(?:account|orders)/, mostBytes: 64_000 },
  { group: 'sign-in', routes: /^\/login/, mostBytes: 60_000 },
  { group: 'checkout', routes: /^\/\(checkout\)/, mostBytes: 64_000 },
  { group: 'storefront', routes: /^\/\(shop\)|^\/opening/, mostBytes: 66_000 },
];

/**
 * What every page loads before anything of its own. It grows by what pages share (`STOREFRONT` in vite.config.ts), not with
 * each route, since the server says which page an address has. A reserve beyond is the list of files that a link fetches ahead
 * (`build.modulePreload`, some 900 bytes), at the price of one more round trip when a page is opened by a link.
 */
export const MOST_SHARED_BYTES = 46_000;

export function budgetOf(routeId: string): Budget {
  const budget = BUDGETS.find(({ routes }) => routes.test(routeId));
  if (budget === undefined) throw new Error(`${routeId} belongs to no group of byte-budgets.ts`);
  return budget;
}
