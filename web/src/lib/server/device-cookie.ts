import type { Cookies } from '@sveltejs/kit';
import { DEVICE_COOKIE, keepDeviceMark, type DeviceMark } from '../../../../server/kernel/device-mark.ts';
import { cookieOptions } from './cookies.ts';

/** As the API's: the most that browsers keep one, anew with every code and sign-in. */
const COOKIE_DAYS = 400;

/** The mark of this browser, given to it where it has none: by it a sign-in on a new device is told from others. */
export function deviceMarkOf(cookies: Cookies, url: URL): DeviceMark {
  const mark = keepDeviceMark(cookies.get(DEVICE_COOKIE));
  cookies.set(DEVICE_COOKIE, mark, cookieOptions(url, COOKIE_DAYS));
  return mark;
}
