import type { Cookies } from '@sveltejs/kit';
import { cookieOptions } from './cookies.ts';

/**
 * Between asking for a code and typing it, so that the page works without script and survives a reload. It lies in the
 * visitor's own browser, is sent to no other page, and ends with the code.
 */
export type SignInDraft = { readonly phone: string; readonly resendAt: number; readonly expiresAt: number };

const DRAFT_COOKIE = 'ks_sign_in';
const PATH = '/login';

export function readSignInDraft(cookies: Cookies): SignInDraft | undefined {
  const [phone = '', resendAt = '', expiresAt = ''] = (cookies.get(DRAFT_COOKIE) ?? '').split('.');
  if (!/^\d{11}$/.test(phone) || !/^\d{13}$/.test(resendAt) || !/^\d{13}$/.test(expiresAt)) return undefined;
  return { phone, resendAt: Number(resendAt), expiresAt: Number(expiresAt) };
}

export function keepSignInDraft(cookies: Cookies, url: URL, draft: SignInDraft, maxAge: number): void {
  const text = [draft.phone, draft.resendAt, draft.expiresAt].join('.');
  cookies.set(DRAFT_COOKIE, text, { ...cookieOptions(url, 0), path: PATH, maxAge });
}

export function dropSignInDraft(cookies: Cookies, url: URL): void {
  cookies.delete(DRAFT_COOKIE, { ...cookieOptions(url, 0), path: PATH });
}
