import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEVICE_COOKIE, keepDeviceMark, type DeviceMark } from '../../../kernel/device-mark.ts';
import { cookieOptions, COOKIE_SECONDS, type CookieSettings } from '../session-cookie.ts';

/**
 * The mark of the browser that asks, given to it where it has none. Whoever asks for a code or signs in keeps it for
 * another 400 days, so that a device that is in use is never taken for a new one.
 */
export function deviceMarkOf(
  request: FastifyRequest,
  reply: FastifyReply,
  settings: CookieSettings,
): DeviceMark {
  const mark = keepDeviceMark(request.cookies[DEVICE_COOKIE]);
  reply.setCookie(DEVICE_COOKIE, mark, { ...cookieOptions(settings), maxAge: COOKIE_SECONDS });
  return mark;
}
