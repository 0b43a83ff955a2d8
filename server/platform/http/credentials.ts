import type { FastifyRequest } from 'fastify';
import type { ShopCookie } from '../../kernel/cookies.ts';
import { readCookie } from './cookies.ts';

export type Credential = {
  /** Undefined where it cannot be a token of ours: nobody needs to look it up. */
  readonly token: string | undefined;
  /** A program sends a header because it wants to; a browser sends its cookie by itself, from a foreign page too. */
  readonly by: 'header' | 'cookie';
};

const LONGEST_TOKEN = 200;

/** What a request names its session by: the Authorization header where it has a bearer token, else that cookie. */
export function credentialOf(request: FastifyRequest, kept: ShopCookie): Credential | undefined {
  const bearer = bearerTokenOf(request.headers.authorization);
  if (bearer !== undefined) return { token: plausible(bearer), by: 'header' };
  const cookie = readCookie(request, kept);
  return cookie === undefined ? undefined : { token: plausible(cookie), by: 'cookie' };
}

/** The token of `Authorization: Bearer …` (RFC 6750), undefined where the header names none. */
export function bearerTokenOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1];
}

function plausible(token: string): string | undefined {
  return token !== '' && token.length <= LONGEST_TOKEN ? token : undefined;
}
