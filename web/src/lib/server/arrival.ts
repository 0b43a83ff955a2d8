import type { RequestEvent } from '@sveltejs/kit';
import type { Language } from '../../../../server/kernel/language.ts';
import type { DeviceMark } from '../../../../server/kernel/device-mark.ts';
import { deviceMarkOf } from './device-cookie.ts';

export type PageAttempter = {
  readonly clientAddress: string;
  readonly deviceMark: DeviceMark;
  readonly language: Language;
};

/** Who asks, by address and device: what limits count by. */
export function attempterOf({ cookies, url, locals, getClientAddress }: RequestEvent): PageAttempter {
  return {
    clientAddress: getClientAddress(),
    deviceMark: deviceMarkOf(cookies, url),
    language: locals.language,
  };
}

/** The same with all that a session is opened with. */
export function arrivalOf(event: RequestEvent): PageAttempter & { readonly device: string } {
  return { ...attempterOf(event), device: event.request.headers.get('user-agent') ?? '' };
}
