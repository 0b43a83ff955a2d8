/** Holds the session's token. */
export const SESSION_COOKIE = 'ks_session';

export type CookieOptions = {
  path: string;
  httpOnly: boolean;
  sameSite: 'lax';
  secure: boolean;
  maxAge: number;
};

const SECONDS_A_DAY = 86_400;

/** What every cookie of the shop has in common. Secure behind TLS only: a demo shop on plain HTTP must keep its cookies. */
export function cookieOptions(url: URL, days: number): CookieOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
    maxAge: days * SECONDS_A_DAY,
  };
}
