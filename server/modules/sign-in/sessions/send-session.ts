import type { FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';
import { keepCookie, type CookieSettings } from '../../../platform/http/cookies.ts';
import type { SignedIn } from '../way-in.ts';

/** What every way of signing in answers. The session that came with the request is over by then. */
export const SignedInSchema = Type.Object({
  token: Type.String({ description: 'For `Authorization: Bearer`; the cookie holds the same.' }),
  expiresAt: Type.String({
    format: 'date-time',
    description: 'Each use moves it to 30 days later, until 180 days after the sign-in.',
  }),
  customer: Type.Object({
    id: Type.String(),
    displayName: Type.String(),
    phoneMasked: Type.String(),
    isNew: Type.Boolean(),
  }),
});

/** Answers 201 with a new session, and keeps its token in the cookie of a browser. */
export function sendSession(
  reply: FastifyReply,
  { cookies }: CookieSettings,
  { token, expiresAt, customer }: SignedIn,
): FastifyReply {
  keepCookie(reply, cookies.session, token);
  const told: Static<typeof SignedInSchema> = { token, expiresAt: expiresAt.toISOString(), customer };
  return reply.code(201).send(told);
}
