/** What every page's surroundings need to know; comes from the root layout's load. */
export type ChromeData = {
  readonly demo: boolean;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  readonly theme: 'light' | 'dark' | 'auto';
  readonly customer: { readonly displayName: string; readonly phoneMasked: string } | null;
  /** Pieces in the cart. */
  readonly cartCount: number;
  /** The top categories. */
  readonly categories: readonly { readonly slug: string; readonly name: string }[];
};

/** The places of the dock on a phone. */
export type Place = 'home' | 'category' | 'cart' | 'account';
