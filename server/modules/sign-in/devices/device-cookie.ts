import type { FastifyReply, FastifyRequest } from 'fastify';
import { keepDeviceMark, type DeviceMark } from '../../../kernel/device-mark.ts';
import { keepCookie, readCookie, type CookieSettings } from '../../../platform/http/cookies.ts';

/**
 * The mark of the browser that asks, given to it where it has none. Whoever asks for a code or signs in keeps it for
 * another 400 days, so that a device that is in use is never taken for a new one.
 */
export function deviceMarkOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { cookies }: CookieSettings,
): { deviceMark: DeviceMark; isMarkNew: boolean } {
  const known = readCookie(request, cookies.device);
  const deviceMark = keepDeviceMark(known);
  keepCookie(reply, cookies.device, deviceMark);
  // Whether it comes back is not known yet: not everything that uses the API keeps cookies.
  return { deviceMark, isMarkNew: deviceMark !== known };
}
