import type { RequestEvent } from '@sveltejs/kit';
import type { Language } from '#server/kernel/language.ts';
import { keepDeviceMark, type DeviceMark } from '#server/kernel/device-mark.ts';
import type { CookieJar } from '../request/cookie-jar.server.ts';

export type PageAttempter = {
  readonly clientAddress: string;
  readonly deviceMark: DeviceMark;
  /** Whether it goes out with this answer only: nobody knows yet whether it will come back. */
  readonly isMarkNew: boolean;
  readonly language: Language;
};

/**
 * The mark of this browser, given to it where it has none: by it a sign-in on a new device is told from others. It is kept
 * for as long again with every code and sign-in.
 */
function deviceMarkOf(jar: CookieJar): Pick<PageAttempter, 'deviceMark' | 'isMarkNew'> {
  const known = jar.get('device');
  const deviceMark = keepDeviceMark(known);
  jar.keep('device', deviceMark);
  return { deviceMark, isMarkNew: deviceMark !== known };
}

/** Who asks, by address and device: what limits count by. */
export function attempterOf({ locals, getClientAddress }: RequestEvent): PageAttempter {
  return {
    clientAddress: getClientAddress(),
    ...deviceMarkOf(locals.jar),
    language: locals.language,
  };
}

export type PageArrival = PageAttempter & {
  readonly device: string;
  readonly earlierToken: string | undefined;
};

/** The same with all that a session is opened with, and the session that it takes the place of. */
export function arrivalOf(event: RequestEvent): PageArrival {
  return {
    ...attempterOf(event),
    device: event.request.headers.get('user-agent') ?? '',
    earlierToken: event.locals.jar.get('session'),
  };
}
