import { CONSENT_VERSION } from './modules/customers/index.ts';
import type { House } from './modules.ts';
import type { Config } from './platform/config.ts';

/**
 * All that the pages may do, and nothing else: picked from the house, and handed to the page handler with each request.
 * Every function that touches a customer's data takes the customer's id first, or the session.
 */
export type Shop = {
  readonly settings: {
    /** A demo shop says on every page that it is one. */
    readonly demo: boolean;
    /** Where the shop is reached from outside, without a slash at its end. */
    readonly publicUrl: string;
    readonly consentVersion: string;
    readonly orderPaymentMinutes: number;
    /** So many pieces of one SKU can be ordered at most by who has nothing unpaid. */
    readonly mostOfSku: number;
  };
  readonly catalog: Pick<House['catalog'], 'categories' | 'products' | 'product' | 'slugs'>;
  readonly customers: Pick<House['customers'], 'consents' | 'giveConsent' | 'withdrawConsent'>;
  readonly addresses: Pick<
    House['addresses'],
    'addresses' | 'ensureAddress' | 'changeAddress' | 'removeAddress' | 'regions' | 'regionsAsOf'
  >;
  readonly signIn: Omit<House['signIn'], 'removeExpired' | 'findLiveSessions' | 'forgetSession'>;
  readonly cart: Omit<House['cart'], 'findInCarts' | 'removeFromCarts'>;
  readonly ordering: Pick<
    House['ordering'],
    'quote' | 'place' | 'list' | 'roomFor' | 'count' | 'find' | 'cancel'
  >;
  readonly payment: Pick<House['payment'], 'methods' | 'open' | 'find' | 'ofOrder'>;
  readonly privacy: Pick<
    House['privacy'],
    | 'policy'
    | 'requestExport'
    | 'exports'
    | 'makeExportLink'
    | 'deletion'
    | 'deletionBlockers'
    | 'scheduleDeletion'
    | 'cancelDeletion'
    | 'staffReads'
  >;
  /** Only in a demo shop. */
  readonly demo?: Pick<NonNullable<House['demo']>, 'outbox' | 'playPayment' | 'outcomes'>;
};

export function pickShop({ demo, publicUrl }: Config, house: House): Shop {
  const { paymentMinutes, mostOfSku } = house.ordering;
  return {
    settings: {
      ...{ demo, publicUrl, mostOfSku },
      consentVersion: CONSENT_VERSION,
      orderPaymentMinutes: paymentMinutes,
    },
    catalog: house.catalog,
    customers: house.customers,
    addresses: house.addresses,
    signIn: house.signIn,
    cart: house.cart,
    ordering: house.ordering,
    payment: house.payment,
    privacy: house.privacy,
    ...(house.demo && { demo: house.demo }),
  };
}
