import type { ChromeData } from '#lib/chrome/chrome.ts';
import { isOfStaff } from '#lib/access/guard.server.ts';
import { shopNotice } from '#lib/chrome/shop-notice.server.ts';
import { visitorCartCount } from '#lib/cart/visitor-cart.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, route, untrack }): Promise<{ chrome: ChromeData }> => {
  const { shop, jar, signedIn, language, theme } = locals;
  // What stands around the back office is its own. Untracked, or each page that is gone to would ask for all of this again.
  const [categories, cartCount] = untrack(() => isOfStaff(route.id))
    ? [[], 0]
    : await Promise.all([
        shop.catalog.categories(language),
        signedIn ? shop.cart.count(signedIn.customerId) : visitorCartCount(jar),
      ]);
  const { name, legal } = shop.facts(language);
  const notice = untrack(() => route.id === '/opening')
    ? null
    : shopNotice({
        isDemo: shop.settings.demo,
        isOpen: shop.isOpen(),
        isStaff: locals.looksBehind === true || locals.staff !== undefined,
      });
  return {
    chrome: {
      demo: shop.settings.demo,
      notice,
      publicUrl: shop.settings.publicUrl,
      shop: { name, company: legal.company, icpNo: legal.icpNo, publicSecurityNo: legal.publicSecurityNo },
      theme,
      customer: signedIn ? { displayName: signedIn.displayName, phoneMasked: signedIn.phoneMasked } : null,
      cartCount,
      categories: categories.map(({ slug, name }) => ({ slug, name })),
    },
  };
};
