import type { Cookies } from '@sveltejs/kit';
import type { Shop } from '../../../../server/shop.ts';
import { cookieOptions } from './cookies.ts';

/** Where the shop offers passkeys; null where it does not. */
export function passkeyOrigin({ identity: { passkeyPlace } }: Shop): string | null {
  return passkeyPlace.offered ? passkeyPlace.origin : null;
}

/** The API binds a challenge to the browser by this cookie, see `passkeys.http.ts`. */
export const PASSKEY_COOKIE = 'ks_passkey';

const OFFER_COOKIE = 'ks_passkey_offer';
const PATH = '/account';

/** Somebody does not want to be asked again on this device. */
export function dismissPasskeyOffer(cookies: Cookies, url: URL): void {
  cookies.set(OFFER_COOKIE, 'no', { ...cookieOptions(url, 400), path: PATH });
}

export function isPasskeyOfferDismissed(cookies: Cookies): boolean {
  return cookies.get(OFFER_COOKIE) !== undefined;
}
