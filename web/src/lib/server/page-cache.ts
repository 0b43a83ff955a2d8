import { randomBytes } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import { LRUCache } from 'lru-cache';
import { PASSKEY_COOKIE } from './passkey-place.ts';
import { LANGUAGE_COOKIE, THEME_COOKIE } from './preferences.ts';

/** Pages that look the same for everybody who is nobody in particular. */
const PUBLIC_ROUTES = new Set([
  '/(shop)',
  '/(shop)/category/[[slug]]',
  '/(shop)/product/[slug]',
  '/(shop)/search',
  '/(shop)/terms/[[version]]',
  '/(shop)/privacy/[[version]]',
]);
/** Prices and stock on a page are true to about this long ago; an order is always decided by what is true then. */
const MAX_AGE_MS = 1_000;
/** Cookies that say nothing of who somebody is. */
const NOBODYS = new Set([LANGUAGE_COOKIE, THEME_COOKIE, PASSKEY_COOKIE]);
const MAX_CHARACTERS = 24 * 1024 * 1024;
const LONGEST_ADDRESS = 300;

type KeptPage = { readonly body: string; readonly headers: [string, string][]; readonly nonce: string };

const pages = new LRUCache<string, KeptPage>({
  maxSize: MAX_CHARACTERS,
  ttl: MAX_AGE_MS,
  sizeCalculation: ({ body }, key) => body.length + key.length,
});
/** Renderings under way, so that a stampede on one page renders it once. */
const underWay = new Map<string, Promise<KeptPage | undefined>>();

/**
 * Answers a page that was rendered for another visitor within the last second, or renders it. Only for visitors without
 * any cookie of ours but language and theme: whoever has a cart or a session gets a page of their own. Each answer has a
 * nonce of its own (CSP), put in the place of the rendering's.
 */
export async function answerPublicPage(
  event: RequestEvent,
  preferences: string,
  render: () => Promise<Response>,
): Promise<Response> {
  const key = keyOf(event, preferences);
  if (key === undefined) return render();
  const kept = pages.get(key) ?? (await underWay.get(key));
  if (kept !== undefined) return toResponse(kept);
  let own: Response | undefined;
  const rendering = render().then(async (response) => {
    const page = await keep(response);
    if (page === undefined) own = response;
    else pages.set(key, page);
    return page;
  });
  // Who waits here gets nothing where the rendering fails or may not be kept, and renders for itself.
  underWay.set(
    key,
    rendering.catch(() => undefined),
  );
  try {
    const page = await rendering;
    return page === undefined ? (own ?? render()) : toResponse(page);
  } finally {
    underWay.delete(key);
  }
}

function keyOf(
  { request, route, url, cookies, isDataRequest }: RequestEvent,
  preferences: string,
): string | undefined {
  if (request.method !== 'GET' || isDataRequest || route.id === null || !PUBLIC_ROUTES.has(route.id))
    return undefined;
  const isKnown = cookies.getAll().some(({ name }) => name.startsWith('ks_') && !NOBODYS.has(name));
  if (isKnown || url.href.length > LONGEST_ADDRESS) return undefined;
  return `${preferences} ${url.href}`;
}

async function keep(response: Response): Promise<KeptPage | undefined> {
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.status !== 200 || !isPage || nonce === undefined || response.headers.has('set-cookie'))
    return undefined;
  const headers = [...response.headers].filter(([name]) => name !== 'etag' && name !== 'content-length');
  return { body: await response.text(), headers, nonce };
}

function toResponse({ body, headers, nonce }: KeptPage): Response {
  const fresh = randomBytes(16).toString('base64');
  const own = (text: string): string => text.replaceAll(nonce, fresh);
  return new Response(own(body), {
    headers: headers.map(([name, value]): [string, string] => [name, own(value)]),
  });
}
