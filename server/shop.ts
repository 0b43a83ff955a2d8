import type { Outcome } from '../emulators/sandbox-bank/bank.ts';
import type { Language } from './kernel/language.ts';
import type { Result } from './kernel/result.ts';
import type { AddressId, CustomerId, OrderNo, PaymentNo, SkuId } from './kernel/ids.ts';
import type { Page } from './kernel/page.ts';
import type * as catalog from './modules/catalog/index.ts';
import type * as cart from './modules/cart/index.ts';
import type * as identity from './modules/identity/index.ts';
import type * as ordering from './modules/ordering/index.ts';
import type * as payment from './modules/payment/index.ts';
import type * as privacy from './modules/privacy/index.ts';

/**
 * All that the pages may do, and nothing else: `wire-modules.ts` builds one and hands it to the page handler with each request.
 * Every function that touches a customer's data takes the customer's id first.
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
  readonly catalog: {
    categories(language: Language): Promise<readonly catalog.Category[]>;
    products(query: catalog.ProductQuery, language: Language): Promise<Page<catalog.ProductSummary>>;
    product(slug: string, language: Language): Promise<catalog.ProductDetail | undefined>;
    /** Every page of a product, for the sitemap. */
    slugs(after: string, limit: number): Promise<readonly { slug: string; updatedAt: Date }[]>;
  };
  readonly identity: {
    /** What is kept in browsers, and under which names: the same for the API and for the pages. */
    readonly cookies: identity.Identity['cookies'];
    requestCode(
      request: identity.RequestCode,
    ): Promise<Result<identity.CodeSent, identity.RequestCodeRefusal>>;
    signIn(request: identity.SignIn): Promise<Result<identity.SignedIn, identity.SignInRefusal>>;
    /** `clientAddress`: where the token is used now. */
    session(token: string, clientAddress: string): Promise<identity.Session | undefined>;
    /** Sends a code by which the session's customer can prove once more who is there. */
    requestProofCode: identity.Identity['requestProofCode'];
    proveByCode: identity.Identity['proveByCode'];
    /** Whether that was proved as the act needs it; if not, the page sends to /account/prove first. */
    isProved: identity.Identity['isProved'];
    passkeyPlace: identity.Identity['passkeyPlace'];
    signInByPasskey: identity.Identity['signInByPasskey'];
    proveByPasskey: identity.Identity['proveByPasskey'];
    passkeys: identity.Identity['passkeys'];
    addPasskey: identity.Identity['addPasskey'];
    renamePasskey: identity.Identity['renamePasskey'];
    removePasskey: identity.Identity['removePasskey'];
    /** Signing in by people's accounts elsewhere; the callback itself is a route of the API. */
    loginProviders: identity.Identity['loginProviders'];
    startLogin: identity.Identity['startLogin'];
    pendingLogin: identity.Identity['pendingLogin'];
    completeLink: identity.Identity['completeLink'];
    logins: identity.Identity['logins'];
    unlinkLogin: identity.Identity['unlinkLogin'];
    signInByPassword: identity.Identity['signInByPassword'];
    setPassword: identity.Identity['setPassword'];
    removePassword: identity.Identity['removePassword'];
    requestPhoneChange: identity.Identity['requestPhoneChange'];
    changePhone: identity.Identity['changePhone'];
    passwordStatus: identity.Identity['passwordStatus'];
    judgePassword: identity.Identity['judgePassword'];
    signOut(session: identity.Session): Promise<void>;
    sessions(session: identity.Session): Promise<readonly identity.SessionInfo[]>;
    endSession: identity.Identity['endSession'];
    endOtherSessions: identity.Identity['endOtherSessions'];
    addresses(customerId: CustomerId): Promise<readonly identity.Address[]>;
    /** The customer's address that says the same, or a new one: a form may be sent twice. */
    ensureAddress(
      customerId: CustomerId,
      address: identity.NewAddress,
    ): Promise<Result<identity.Address, identity.AddressRefusal>>;
    changeAddress(
      customerId: CustomerId,
      addressId: AddressId,
      change: Partial<identity.NewAddress>,
    ): Promise<Result<identity.Address, identity.AddressRefusal>>;
    removeAddress(
      customerId: CustomerId,
      addressId: AddressId,
    ): Promise<Result<null, identity.AddressRefusal>>;
    regions(): readonly identity.Region[];
  };
  readonly cart: {
    find(customerId: CustomerId, language: Language): Promise<cart.Cart>;
    /** What a cart with these lines would look like: for a visitor who has not signed in, whose lines lie in a cookie. */
    preview(lines: readonly { skuId: SkuId; quantity: number }[], language: Language): Promise<cart.Cart>;
    setLine(
      customerId: CustomerId,
      skuId: SkuId,
      quantity: number,
      language: Language,
    ): Promise<Result<cart.Cart, cart.CartRefusal>>;
    /** Adds to what is there (up to 999): for 加入购物车, and for taking a visitor's lines over at sign-in. */
    addLines(
      customerId: CustomerId,
      lines: readonly { skuId: SkuId; quantity: number }[],
    ): Promise<Result<null, cart.CartRefusal>>;
    removeLine(customerId: CustomerId, skuId: SkuId, language: Language): Promise<cart.Cart>;
    count(customerId: CustomerId): Promise<number>;
  };
  readonly ordering: {
    /** With `customerId`, what is unpaid is told too; it is needed only where an address is named. */
    quote(
      customerId: CustomerId | null,
      request: ordering.QuoteRequest,
      language: Language,
    ): Promise<Result<ordering.Quote, ordering.QuoteRefusal>>;
    place(
      request: ordering.PlaceOrder,
      language: Language,
    ): Promise<Result<{ order: ordering.Order; replayed: boolean }, ordering.PlaceRefusal>>;
    list(
      customerId: CustomerId,
      query: { state?: ordering.OrderState; limit?: number; cursor?: string },
      language: Language,
    ): Promise<Page<ordering.OrderSummary>>;
    /** How many of each SKU can be ordered before other orders are paid, whatever there is of it. */
    roomFor(customerId: CustomerId | null, skuIds: readonly SkuId[]): Promise<ReadonlyMap<SkuId, number>>;
    /** How many orders are in each of these states; states without any are missing. */
    count(
      customerId: CustomerId,
      states: readonly ordering.OrderState[],
    ): Promise<ReadonlyMap<ordering.OrderState, number>>;
    find(customerId: CustomerId, orderNo: OrderNo, language: Language): Promise<ordering.Order | undefined>;
    cancel(
      customerId: CustomerId,
      orderNo: OrderNo,
      reason: string | undefined,
      language: Language,
    ): Promise<Result<ordering.Order, ordering.CancelRefusal>>;
  };
  readonly payment: {
    methods(language: Language): readonly payment.PaymentMethod[];
    open(
      request: payment.OpenPayment,
      language: Language,
    ): Promise<Result<{ payment: payment.Payment; replayed: boolean }, payment.OpenPaymentRefusal>>;
    /** Asks the gateway first where the payment is still open and was not asked for in the last seconds. */
    find(
      customerId: CustomerId,
      paymentNo: PaymentNo,
      language: Language,
    ): Promise<payment.Payment | undefined>;
    /** Newest first. */
    ofOrder(
      customerId: CustomerId,
      orderNo: OrderNo,
      language: Language,
    ): Promise<readonly payment.Payment[]>;
  };
  readonly privacy: Pick<
    privacy.Privacy,
    | 'policy'
    | 'consents'
    | 'giveConsent'
    | 'withdrawConsent'
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
  readonly demo?: {
    outbox(to: string | undefined): Promise<
      readonly {
        channel: string;
        to: string;
        template: string;
        text: string;
        params: Readonly<Record<string, string>>;
        at: Date;
      }[]
    >;
    /** Plays the payer at the sandbox gateway. False where the sandbox knows no such payment. */
    playPayment(paymentNo: string, outcome: Outcome): Promise<boolean>;
    outcomes: readonly Outcome[];
  };
};
