const DAY_SECONDS = 86_400;

/**
 * What the shop keeps in browsers, and all that is said of it anywhere: its name where the shop is reached by http, the
 * pages that it is sent to, how long it is kept at most. Whoever sets or reads a cookie names its kind.
 */
const KINDS = {
  /** The token of a session, which is over by then whatever its use. */
  session: { name: 'ks_session', path: '/', seconds: 180 * DAY_SECONDS },
  /** The token of a session of the staff. */
  staff: { name: 'ks_staff', path: '/', seconds: DAY_SECONDS / 2 },
  /** By which a browser is known again. 400 days are the most that browsers keep one. */
  device: { name: 'ks_device', path: '/', seconds: 400 * DAY_SECONDS },
  /** Binds the challenge for a passkey to the browser that asked for it, where nobody has signed in yet. */
  passkey: { name: 'ks_passkey', path: '/', seconds: 600 },
  /** Binds a sign-in that is away at a provider to its browser. */
  loginState: { name: 'ks_login_state', path: '/', seconds: 600 },
  /** Binds somebody who came back from there and waits for a phone. */
  loginLink: { name: 'ks_login_link', path: '/', seconds: 900 },
  /** The cart of a visitor. */
  cart: { name: 'ks_cart', path: '/', seconds: 30 * DAY_SECONDS },
  language: { name: 'ks_lang', path: '/', seconds: 365 * DAY_SECONDS },
  theme: { name: 'ks_theme', path: '/', seconds: 365 * DAY_SECONDS },
  /** The district that a visitor wants to know freight for. */
  district: { name: 'ks_district', path: '/', seconds: 365 * DAY_SECONDS },
  /** Somebody does not want to be offered a passkey on this device. */
  passkeyOffer: { name: 'ks_passkey_offer', path: '/account', seconds: 400 * DAY_SECONDS },
  /** The phone that was typed to get a code by: no other page gets it. */
  signInDraft: { name: 'ks_sign_in', path: '/login', seconds: 300 },
  /** The secret of an authenticator that somebody who was invited is shown: the same as long as they are at it. */
  joining: { name: 'ks_joining', path: '/', seconds: 3_600 },
  newPhoneDraft: { name: 'ks_new_phone', path: '/account/phone', seconds: 300 },
} as const;

export type CookieKind = keyof typeof KINDS;

/** One cookie of this shop, as it is written and read. None names a domain: each is for this host alone. */
export type ShopCookie = {
  readonly name: string;
  readonly options: {
    readonly path: string;
    readonly httpOnly: true;
    readonly sameSite: 'lax';
    readonly secure: boolean;
    readonly maxAge: number;
  };
};

export type ShopCookies = Readonly<Record<CookieKind, ShopCookie>>;

export const COOKIE_KINDS = Object.keys(KINDS) as readonly CookieKind[];

/** How long a browser keeps one at most. */
export const cookieSeconds = (kind: CookieKind): number => KINDS[kind].seconds;

/**
 * The cookies of a shop, under the names that they go by there. Behind https browsers take `__Host-` from this host alone
 * and `__Secure-` by https alone, so neither a neighbour under the same domain nor anybody on the line can put one of
 * theirs before ours; a cookie without its prefix is then none of ours. What is meant for a few pages only cannot have the
 * stronger one, which is for the whole host. On plain http there is neither: browsers would drop the cookie.
 */
export function cookiesOf({ isHttps }: { readonly isHttps: boolean }): ShopCookies {
  const cookie = (kind: CookieKind): ShopCookie => {
    const { name, path, seconds } = KINDS[kind];
    const prefix = path === '/' ? '__Host-' : '__Secure-';
    return {
      name: isHttps ? prefix + name : name,
      options: { path, httpOnly: true, sameSite: 'lax', secure: isHttps, maxAge: seconds },
    };
  };
  return Object.fromEntries(COOKIE_KINDS.map((kind) => [kind, cookie(kind)])) as ShopCookies;
}
