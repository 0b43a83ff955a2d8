import type { Cookies } from '@sveltejs/kit';
import { cookieOptions } from './cookies.ts';

/** The names are the API's, which reads the first and writes the second when a browser comes back. */
const STATE_COOKIE = 'ks_login_state';
const PENDING_COOKIE = 'ks_login_link';
const STATE_SECONDS = 600;

/** What binds a sign-in that is away at a provider to this browser. */
export const readBrowserToken = (cookies: Cookies): string | undefined => cookies.get(STATE_COOKIE);

export function keepBrowserToken(cookies: Cookies, url: URL, token: string): void {
  cookies.set(STATE_COOKIE, token, { ...cookieOptions(url, 0), maxAge: STATE_SECONDS });
}

/** What binds somebody who waits for a phone to this browser. */
export const readPendingToken = (cookies: Cookies): string => cookies.get(PENDING_COOKIE) ?? '';

export function dropPendingToken(cookies: Cookies, url: URL): void {
  cookies.delete(PENDING_COOKIE, cookieOptions(url, 0));
}
