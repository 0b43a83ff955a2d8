import type { Cookies } from '@sveltejs/kit';
import { cookieOptions, SESSION_COOKIE } from './cookies.ts';

/** The server alone decides when a session ends, and every use prolongs it; 400 days are the most that browsers keep one. */
const COOKIE_DAYS = 400;

/** Keeps the token where no script can read it. */
export function setSessionCookie(cookies: Cookies, url: URL, token: string): void {
  cookies.set(SESSION_COOKIE, token, cookieOptions(url, COOKIE_DAYS));
}

export function clearSessionCookie(cookies: Cookies, url: URL): void {
  cookies.delete(SESSION_COOKIE, cookieOptions(url, 0));
}
