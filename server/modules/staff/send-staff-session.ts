import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { ShopCookies } from '../../kernel/cookies.ts';
import { keepCookie } from '../../platform/http/cookies.ts';
import { Moment, presentSession, StaffSchema } from './staff.schemas.ts';
import type { From, StaffSignedIn } from './staff.ts';

/** What every sign-in of the staff answers. */
export const StaffSignedInSchema = Type.Object({
  token: Type.String({ description: 'For `Authorization: Bearer`; the cookie holds the same.' }),
  expiresAt: Moment,
  staff: StaffSchema,
});

/** Where a request comes from. */
export function fromOf(request: FastifyRequest): From {
  return { clientAddress: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}

/** Keeps the token in the cookie of a browser, and says what the answer tells. */
export function keepStaffToken(
  reply: FastifyReply,
  cookies: ShopCookies,
  { token, expiresAt, session }: StaffSignedIn,
): Static<typeof StaffSignedInSchema> {
  keepCookie(reply, cookies.staff, token);
  return { token, expiresAt: expiresAt.toISOString(), staff: presentSession(session) };
}
