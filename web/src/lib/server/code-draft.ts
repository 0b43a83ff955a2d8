import type { Cookies } from '@sveltejs/kit';
import { cookieOptions } from './cookies.ts';

/**
 * Between asking for a code and typing it, so that the page works without script and survives a reload. It lies in the
 * visitor's own browser, is sent to no other page, and ends with the code.
 */
export type CodeDraft = { readonly phone: string; readonly resendAt: number; readonly expiresAt: number };

export type CodeDrafts = {
  read(cookies: Cookies): CodeDraft | undefined;
  keep(cookies: Cookies, url: URL, draft: CodeDraft, maxAge: number): void;
  drop(cookies: Cookies, url: URL): void;
};

/** The draft of the pages below `path`, in the cookie of that name. */
export function codeDrafts(name: string, path: string): CodeDrafts {
  return {
    read(cookies) {
      const [phone = '', resendAt = '', expiresAt = ''] = (cookies.get(name) ?? '').split('.');
      if (!/^\d{11}$/.test(phone) || !/^\d{13}$/.test(resendAt) || !/^\d{13}$/.test(expiresAt))
        return undefined;
      return { phone, resendAt: Number(resendAt), expiresAt: Number(expiresAt) };
    },
    keep(cookies, url, draft, maxAge) {
      const text = [draft.phone, draft.resendAt, draft.expiresAt].join('.');
      cookies.set(name, text, { ...cookieOptions(url, 0), path, maxAge });
    },
    drop(cookies, url) {
      cookies.delete(name, { ...cookieOptions(url, 0), path });
    },
  };
}
