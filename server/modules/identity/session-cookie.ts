import type { FastifyReply } from 'fastify';
import { SESSION_COOKIE } from '../../platform/http/credentials.ts';

/**
 * The server alone decides when a session ends, and every use prolongs it; a cookie that ended by the date of the
 * sign-in would cut off a person who comes every day. 400 days are the most that browsers keep one.
 */
export const COOKIE_SECONDS = 400 * 86_400;

export type CookieSettings = { readonly secureCookies: boolean };

/** What every lasting cookie of the shop has in common. */
export function cookieOptions({ secureCookies }: CookieSettings): {
  path: string;
  httpOnly: true;
  sameSite: 'lax';
  secure: boolean;
} {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: secureCookies };
}

/** Keeps the token where no script can read it. */
export function setSessionCookie(reply: FastifyReply, settings: CookieSettings, token: string): FastifyReply {
  return reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(settings), maxAge: COOKIE_SECONDS });
}

export function clearSessionCookie(reply: FastifyReply, settings: CookieSettings): FastifyReply {
  return reply.clearCookie(SESSION_COOKIE, cookieOptions(settings));
}
