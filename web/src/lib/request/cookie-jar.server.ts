import type { Cookies } from '@sveltejs/kit';
import type { CookieKind, ShopCookies } from '#server/kernel/cookies.ts';

/** What the shop keeps in this visitor's browser, by kind: pages know neither names nor settings of cookies. */
export type CookieJar = {
  get(kind: CookieKind): string | undefined;
  /** `seconds`: where it is not kept as long as its kind may be. */
  keep(kind: CookieKind, value: string, seconds?: number): void;
  drop(kind: CookieKind): void;
};

/** `shopCookies`: those that the API reads and writes, too. */
export function openJar(cookies: Cookies, shopCookies: ShopCookies): CookieJar {
  return {
    get: (kind) => cookies.get(shopCookies[kind].name),
    keep(kind, value, seconds) {
      const { name, options } = shopCookies[kind];
      cookies.set(name, value, { ...options, maxAge: seconds ?? options.maxAge });
    },
    drop(kind) {
      const { name, options } = shopCookies[kind];
      cookies.delete(name, options);
    },
  };
}
