/** What every page's surroundings need to know; comes from the root layout's load. */
export type ChromeData = {
  readonly demo: boolean;
  /** Over every page of a shop that does not really sell. */
  readonly notice: Notice | null;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  readonly shop: ShopData;
  readonly theme: 'light' | 'dark' | 'auto';
  readonly customer: { readonly displayName: string; readonly phoneMasked: string } | null;
  /** Pieces in the cart. */
  readonly cartCount: number;
  /** The top categories. */
  readonly categories: readonly { readonly slug: string; readonly name: string }[];
};

/** One line over a page, with what there is to read about it. */
export type Notice = {
  readonly icon: 'flask-conical' | 'store';
  readonly label: string;
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string };
};

/** What every page says of the shop itself. */
export type ShopData = {
  readonly name: string;
  /** What the law wants at the foot of each page; empty where the merchant has not filled it in. */
  readonly company: string;
  readonly icpNo: string;
  readonly publicSecurityNo: string;
};

/** The places of the dock on a phone. */
export type Place = 'home' | 'category' | 'cart' | 'account';
