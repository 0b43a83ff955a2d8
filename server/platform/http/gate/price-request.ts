/** Which budget a request is counted against, and how many points it takes before anything is known of it but its address. */
export type RequestPrice = { readonly budget: 'visitor' | 'gateway'; readonly points: number };

/** Files are handed out as they lie there. A page brings some ten of them, and a list of goods two dozen pictures. */
const A_FILE = 0.1;
const AN_ANSWER = 1;
const A_PAGE = 2;
const OTHERS: readonly (readonly [prefix: string, points: number])[] = [
  ['/_app/immutable/', A_FILE],
  ['/media/', A_FILE],
  // Asks nothing of anybody, and who watches over the shop is never locked out.
  ['/healthz', 0],
  ['/api/', AN_ANSWER],
  ['/readyz', AN_ANSWER],
  ['/metrics', 5],
  // Every product that is sold, once a search engine comes by.
  ['/sitemap.xml', 50],
];
/** Which script an address has, as SvelteKit tells it: a look at the list of routes, and at nothing else. */
const A_ROUTE = /^[^?]*\/__route\.js(?:\?|$)/;
const FILE = /^\/[\w.-]+\.(?:svg|png|ico|webmanifest|woff2|webp)$/;
/**
 * Notices of payments come from a few addresses of a gateway, as many as there are payments: they must not be lost among
 * the limits for persons. One that is forged is charged afterwards.
 */
const NOTICES = '/api/v1/webhooks/';
const OF_GATEWAYS = [
  ...[NOTICES, '/sandbox-bank/', '/wechat-pay/v3/', '/alipay/gateway.do', '/union-pay/files/'],
  ...['/union-pay/gateway/api/queryTrans.do', '/union-pay/gateway/api/backTransReq.do'],
];

/** Whether it is for a route by which gateways tell of payments. */
export function isNotice(url: string): boolean {
  return url.startsWith(NOTICES);
}

export function priceRequest(url: string): RequestPrice {
  if (OF_GATEWAYS.some((prefix) => url.startsWith(prefix))) return { budget: 'gateway', points: AN_ANSWER };
  const known = OTHERS.find(([prefix]) => url.startsWith(prefix));
  return { budget: 'visitor', points: known?.[1] ?? (FILE.test(url) || A_ROUTE.test(url) ? A_FILE : A_PAGE) };
}
