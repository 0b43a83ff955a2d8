import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CookieSettings } from '../../../platform/http/cookies.ts';
import { credentialOf } from '../../../platform/http/credentials.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { Arrival } from '../sessions/open-session.ts';
import { deviceMarkOf } from './device-cookie.ts';

/** Who asks, by address and device: what every route that sends or tries a code counts by. */
export function attempterOf(
  request: FastifyRequest,
  reply: FastifyReply,
  settings: CookieSettings,
): Attempter & Pick<FastifyRequest, 'language'> {
  const { ip: clientAddress, language } = request;
  return { clientAddress, ...deviceMarkOf(request, reply, settings), language };
}

/** The same with all that a session is opened with, and the session that it takes the place of. */
export function arrivalOf(request: FastifyRequest, reply: FastifyReply, settings: CookieSettings): Arrival {
  return {
    ...attempterOf(request, reply, settings),
    device: request.headers['user-agent'] ?? '',
    earlierToken: credentialOf(request, settings.cookies.session)?.token,
  };
}
