import type { House } from './modules.ts';
import { MOST_PROTECTION_DAYS } from './modules/shop-settings/index.ts';
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
  /** Whether customers are served. While they are not, pages of theirs lead to the one that says so. */
  isOpen(): boolean;
  /** What the shop is called and how it is reached, in a language. */
  readonly facts: House['shopSettings']['facts'];
  readonly catalog: Pick<House['catalog'], 'categories' | 'products' | 'product' | 'slugs'>;
  readonly customers: Pick<House['customers'], 'consents' | 'giveConsent' | 'withdrawConsent'>;
  readonly addresses: Pick<
    House['addresses'],
    'addresses' | 'ensureAddress' | 'changeAddress' | 'removeAddress' | 'regions' | 'regionsAsOf' | 'regionOf'
  >;
  readonly signIn: Omit<House['signIn'], 'removeExpired' | 'findLiveSessions' | 'forgetSession'>;
  readonly cart: Omit<House['cart'], 'findInCarts' | 'removeFromCarts'>;
  readonly coupons: Pick<House['pricing']['coupons'], 'claim' | 'list' | 'claimable'>;
  readonly pricing: Pick<House['pricing'], 'freightHint' | 'freightTo' | 'fates'>;
  readonly ordering: Pick<
    House['ordering'],
    | 'quote'
    | 'place'
    | 'list'
    | 'roomFor'
    | 'purchaseLimits'
    | 'count'
    | 'find'
    | 'cancel'
    | 'findProtection'
    | 'claimProtection'
  >;
  readonly payment: Pick<House['payment'], 'methods' | 'open' | 'find' | 'ofOrder'>;
  readonly instalments: Pick<House['pricing']['instalments'], 'offers'>;
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
  /** How somebody becomes one of the staff, and comes in. */
  readonly staff: Pick<
    House['staff'],
    'sessions' | 'signIn' | 'passkeys' | 'openInvitation' | 'acceptInvitation'
  >;
  /** Only in a demo shop. */
  readonly demo?: Pick<NonNullable<House['demo']>, 'outbox' | 'playPayment' | 'outcomes'> & {
    readonly openStaffSession: House['staff']['openDemoSession'];
  };
};

/** What only the staff do: the pages hand it to those of theirs that ask for it by `requireOffice`, and to no other. */
export type BackOffice = {
  readonly catalog: House['catalog']['editing'];
  readonly orderDesk: House['ordering']['forStaff'];
  readonly staff: Pick<
    House['staff'],
    | 'members'
    | 'invite'
    | 'changeMember'
    | 'roles'
    | 'changeRole'
    | 'removeRole'
    | 'invitations'
    | 'takeBack'
    | 'renewInvitation'
    | 'own'
    | 'passkeys'
    | 'keys'
  >;
  readonly books: House['ledger'];
  readonly gateways: House['payment']['gateways'];
  readonly cases: Pick<House['cases'], 'waiting' | 'list' | 'close'>;
  readonly instalments: House['pricing']['instalments']['forStaff'];
  readonly freight: House['pricing']['staffFreight'];
  readonly webhooks: House['webhooks'];
  readonly audit: Pick<House['audit'], 'list'>;
  readonly settings: Pick<House['shopSettings'], 'find' | 'save' | 'opening' | 'open' | 'previewPolicies'> & {
    /** What the minutes of an unpaid order may be, and are where the merchant has not said. */
    readonly minutes: { readonly least: number; readonly most: number; readonly minutes: number };
    readonly mostProtectionDays: number;
  };
  readonly customerCare: House['customerCare'];
  readonly stock: Pick<House['stock'], 'list' | 'show' | 'ledger' | 'move' | 'changeRule' | 'shortages'>;
  readonly tasks: Omit<House['tasks'], 'openResult'>;
  readonly campaigns: House['pricing']['campaigns'];
  readonly orderList: House['ordering']['ofStaff'];
  readonly overview: Omit<House['backoffice'], 'views'>;
  readonly listViews: House['backoffice']['views'];
};

export type WholeShop = Shop & { readonly backOffice: BackOffice };

export function pickShop({ demo, publicUrl }: Config, house: House): WholeShop {
  const { paymentMinutes, mostOfSku } = house.ordering;
  return {
    settings: {
      ...{ demo, publicUrl, mostOfSku },
      get consentVersion() {
        return house.customers.consentVersion();
      },
      get orderPaymentMinutes() {
        return paymentMinutes();
      },
    },
    isOpen: house.shopSettings.isOpen,
    facts: house.shopSettings.facts,
    catalog: house.catalog,
    customers: house.customers,
    addresses: house.addresses,
    signIn: house.signIn,
    cart: house.cart,
    pricing: house.pricing,
    coupons: house.pricing.coupons,
    ordering: house.ordering,
    payment: house.payment,
    instalments: house.pricing.instalments,
    privacy: house.privacy,
    staff: house.staff,
    backOffice: {
      catalog: house.catalog.editing,
      orderDesk: house.ordering.forStaff,
      staff: house.staff,
      books: house.ledger,
      gateways: house.payment.gateways,
      cases: house.cases,
      instalments: house.pricing.instalments.forStaff,
      freight: house.pricing.staffFreight,
      audit: house.audit,
      webhooks: house.webhooks,
      stock: house.stock,
      customerCare: house.customerCare,
      tasks: house.tasks,
      campaigns: house.pricing.campaigns,
      settings: {
        ...house.shopSettings,
        minutes: house.ordering.minutesToSet,
        mostProtectionDays: MOST_PROTECTION_DAYS,
      },
      orderList: house.ordering.ofStaff,
      overview: house.backoffice,
      listViews: house.backoffice.views,
    },
    ...(house.demo && { demo: { ...house.demo, openStaffSession: house.staff.openDemoSession } }),
  };
}
