import type { ChromeData } from '#lib/chrome/chrome.ts';
import { visitorCartCount } from '#lib/cart/visitor-cart.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }): Promise<{ chrome: ChromeData }> => {
  const { shop, jar, signedIn, language, theme } = locals;
  const [categories, cartCount] = await Promise.all([
    shop.catalog.categories(language),
    signedIn ? shop.cart.count(signedIn.customerId) : visitorCartCount(jar),
  ]);
  return {
    chrome: {
      demo: shop.settings.demo,
      publicUrl: shop.settings.publicUrl,
      theme,
      customer: signedIn ? { displayName: signedIn.displayName, phoneMasked: signedIn.phoneMasked } : null,
      cartCount,
      categories: categories.map(({ slug, name }) => ({ slug, name })),
    },
  };
};
