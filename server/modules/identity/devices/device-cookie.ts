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
): { deviceMark: DeviceMark; isMarkNew: boolean } {
  const known = request.cookies[DEVICE_COOKIE];
  const deviceMark = keepDeviceMark(known);
  reply.setCookie(DEVICE_COOKIE, deviceMark, { ...cookieOptions(settings), maxAge: COOKIE_SECONDS });
  // Whether it comes back is not known yet: not everything that uses the API keeps cookies.
  return { deviceMark, isMarkNew: deviceMark !== known };
}
