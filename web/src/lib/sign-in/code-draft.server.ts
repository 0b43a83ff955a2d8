import type { CookieKind } from '#server/kernel/cookies.ts';
import type { CookieJar } from '../request/cookie-jar.server.ts';

/**
 * Between asking for a code and typing it, so that the page works without script and survives a reload. It lies in the
 * visitor's own browser, is sent to no other page, and ends with the code.
 */
export type CodeDraft = { readonly phone: string; readonly resendAt: number; readonly expiresAt: number };

export type CodeDrafts = {
  read(jar: CookieJar): CodeDraft | undefined;
  keep(jar: CookieJar, draft: CodeDraft, seconds: number): void;
  drop(jar: CookieJar): void;
};

/** The draft of the pages that this kind of cookie is sent to. */
export function codeDrafts(kind: CookieKind): CodeDrafts {
  return {
    read(jar) {
      const [phone = '', resendAt = '', expiresAt = ''] = (jar.get(kind) ?? '').split('.');
      if (!/^\d{11}$/.test(phone) || !/^\d{13}$/.test(resendAt) || !/^\d{13}$/.test(expiresAt))
        return undefined;
      return { phone, resendAt: Number(resendAt), expiresAt: Number(expiresAt) };
    },
    keep(jar, draft, seconds) {
      jar.keep(kind, [draft.phone, draft.resendAt, draft.expiresAt].join('.'), seconds);
    },
    drop: (jar) => jar.drop(kind),
  };
}
