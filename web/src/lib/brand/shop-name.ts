import { page } from '$app/state';
import { m } from '#lib/words/m.ts';
import type { ChromeData } from '../chrome/chrome.ts';

/** What the shop is called, in the language of the page. For what is drawn: it asks for the page being shown. */
export function shopName(): string {
  // Where the very first load has failed there is nothing but the error.
  return (page.data['chrome'] as ChromeData | undefined)?.shop.name ?? '';
}

/** The title of a page in the browser's tab. */
export function pageTitle(title: string): string {
  return m.page_title({ title, shop: shopName() });
}
