import { systemClock } from '#server/kernel/clock.ts';
import type { CookieKind } from '#server/kernel/cookies.ts';
import { maskPhone } from '../address/view-address.server.ts';
import type { CookieJar } from '../request/cookie-jar.server.ts';

/** How long a code that was sent is good for, and when another may be asked for. */
type CodeSent = { readonly resendAfterSeconds: number; readonly expiresInSeconds: number };

/** What a page shows between asking for a code and typing it; before that, no phone and null. */
type ShownDraft = { readonly phone: string; readonly sentTo: string | null; readonly resendInMs: number };

/**
 * Between asking for a code and typing it, so that the page works without script and survives a reload. It lies in the
 * visitor's own browser, is sent to no other page, and ends with the code.
 */
export type CodeDrafts = {
  show(jar: CookieJar): ShownDraft;
  keep(jar: CookieJar, phone: string, sent: CodeSent): void;
  drop(jar: CookieJar): void;
};

/** The draft of the pages that this kind of cookie is sent to. */
export function codeDrafts(kind: CookieKind): CodeDrafts {
  const now = (): number => systemClock.now().getTime();
  return {
    show(jar) {
      const [phone = '', resendAt = '', expiresAt = ''] = (jar.get(kind) ?? '').split('.');
      if (!/^\d{11}$/.test(phone) || !/^\d{13}$/.test(resendAt) || !/^\d{13}$/.test(expiresAt))
        return { phone: '', sentTo: null, resendInMs: 0 };
      return { phone, sentTo: maskPhone(phone), resendInMs: Number(resendAt) - now() };
    },
    keep(jar, phone, { resendAfterSeconds, expiresInSeconds }) {
      const [resendAt, expiresAt] = [resendAfterSeconds, expiresInSeconds].map((s) => now() + s * 1000);
      jar.keep(kind, [phone, resendAt, expiresAt].join('.'), expiresInSeconds);
    },
    drop: (jar) => jar.drop(kind),
  };
}

/** Of the pages for signing in. */
export const signInDrafts = codeDrafts('signInDraft');
