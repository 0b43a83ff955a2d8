import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { ShopCookies } from '../../kernel/cookies.ts';
import { chooseEncoding, chooseLanguage, type Encoding } from '../../kernel/negotiate.ts';
import { isKnown, weakEtagOf } from './etag.ts';

/** A page as it was rendered. */
export type RenderedPage = {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
};

/** A page that looks the same for everybody who is nobody in particular. Its bytes are never changed, so all answers share them. */
export type KeptPage = {
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
};

export type KeptPages = {
  /** What a request's page is kept under; undefined where the page may be somebody's own. */
  keyOf(request: IncomingMessage): string | undefined;
  /** Answers a page that is kept. False where there is none. */
  answer(key: string, request: IncomingMessage, response: ServerResponse): boolean;
  keep(key: string, page: RenderedPage): Promise<KeptPage>;
};

/** Prices and stock on a page are true to about this long ago; an order is always decided by what is true then. */
const MAX_AGE_MS = 1_000;
const MAX_BYTES = 32 * 1024 ** 2;
const LONGEST_ADDRESS = 300;
const LONGEST_COOKIES = 2_000;
/** Cookies of ours that say nothing of who somebody is, by name, and what each may hold: it decides how a page looks. */
type Preferences = ReadonlyMap<string, ReadonlySet<string>>;

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Keeps public pages for a second, compressed once, so that a crowd costs one rendering a second, and no copy each. */
export function keepPages(cookies: ShopCookies): KeptPages {
  const preferences: Preferences = new Map([
    [cookies.language.name, new Set(['zh', 'en'])],
    [cookies.theme.name, new Set(['light', 'dark', 'auto'])],
  ]);
  const pages = new LRUCache<string, KeptPage>({
    maxSize: MAX_BYTES,
    ttl: MAX_AGE_MS,
    sizeCalculation: ({ bodies }, key) =>
      key.length + bodies.identity.length + bodies.br.length + bodies.gzip.length,
  });
  return {
    keyOf: (request) =>
      keyOfPage(request, preferences, [
        cookies.passkey.name,
        // Says nothing to any page that is kept but that of a product, which is then for who chose the district alone.
        ...(isProduct(request) ? [] : [cookies.district.name]),
      ]),
    answer(key, request, response) {
      const page = pages.get(key);
      if (page === undefined) return false;
      sendPage(page, request, response);
      return true;
    },
    async keep(key, page) {
      const kept = await pack(page);
      pages.set(key, kept);
      return kept;
    },
  };
}

const isProduct = ({ url }: IncomingMessage): boolean => url?.startsWith('/product/') === true;

function keyOfPage(
  { method, url = '/', headers }: IncomingMessage,
  allowed: Preferences,
  nobodys: readonly string[],
): string | undefined {
  if (method !== 'GET' || url.length > LONGEST_ADDRESS || headers.authorization !== undefined)
    return undefined;
  const preferences = readPreferences(headers.cookie ?? '', allowed, nobodys);
  if (preferences === undefined) return undefined;
  return `${preferences} ${chooseLanguage(headers['accept-language'])} ${headers.host ?? ''} ${url}`;
}

/**
 * How the visitor wants pages to look; undefined for whoever carries a cart, a session or anything else that could be ours.
 * A name that only looks like one of ours is nothing to the pages, or something after all where they read it more freely:
 * its page is for nobody else either way.
 */
function readPreferences(
  cookies: string,
  allowed: Preferences,
  nobodys: readonly string[],
): string | undefined {
  if (cookies.length > LONGEST_COOKIES) return undefined;
  let preferences = '';
  for (const pair of cookies.split(';')) {
    const [, name = '', value = ''] = /^[ \t]*([^=]*)=(.*)$/.exec(pair) ?? [];
    if (!name.includes('ks_') || nobodys.includes(name)) continue;
    if (allowed.get(name)?.has(value) !== true) return undefined;
    preferences += `${name}=${value} `;
  }
  return preferences;
}

/** Near the smallest size; it is done once a second at most, and off the main thread. */
async function pack({ headers, body }: RenderedPage): Promise<KeptPage> {
  const identity = Buffer.from(body);
  const [br, gz] = await Promise.all([
    toBrotli(identity, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: identity.length,
      },
    }),
    toGzip(identity, { level: 5 }),
  ]);
  const own = Object.fromEntries(
    headers.filter(([name]) => !['etag', 'content-length', 'content-encoding', 'vary'].includes(name)),
  );
  return {
    headers: { ...own, etag: weakEtagOf(identity), vary: 'accept-encoding' },
    bodies: { br, gzip: gz, identity },
  };
}

/** A fresh answer of a kept page; 304 where the visitor has the very same. */
function sendPage({ headers, bodies }: KeptPage, request: IncomingMessage, response: ServerResponse): void {
  if (isKnown(request.headers['if-none-match'], headers['etag']!)) {
    response.writeHead(304, headers).end();
    return;
  }
  const encoding = chooseEncoding(String(request.headers['accept-encoding'] ?? ''));
  const body = bodies[encoding];
  response.writeHead(200, {
    ...headers,
    'content-length': body.length,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  });
  response.end(body);
}
