import type { FastifyRequest } from 'fastify';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { OUTCOMES, openBank, type Bank } from '../emulators/sandbox-bank/bank.ts';
import type { LoginProviders as LoginEmulators } from '../emulators/login-providers/open-login-providers.ts';
import type { Clock } from './kernel/clock.ts';
import { cookiesOf } from './kernel/cookies.ts';
import type { CustomerId } from './kernel/ids.ts';
import type { Language } from './kernel/language.ts';
import { deleteCartLines, findInCarts, makeCarts } from './modules/cart/index.ts';
import { makeCatalog, type Catalog } from './modules/catalog/index.ts';
import {
  CONSENT_VERSION,
  makeIdentity,
  makeNoticeBudget,
  makeSecurityLog,
  withSecurityLog,
  type Identity,
} from './modules/identity/index.ts';
import {
  makeMessaging,
  makeSandboxChannel,
  type Messaging,
  type SandboxChannel,
} from './modules/messaging/index.ts';
import {
  listOpenOrders,
  MAX_QUANTITY,
  makeOrdering,
  makeOrderStreams,
  type Ordering,
  type OrderStreams,
} from './modules/ordering/index.ts';
import {
  listOpenRefunds,
  makePayments,
  makeSandboxGateway,
  type Gateway,
  type Payments,
} from './modules/payment/index.ts';
import { makePrivacy, type Privacy } from './modules/privacy/index.ts';
import { FREIGHT } from './modules/pricing/index.ts';
import { findAvailable } from './modules/stock/index.ts';
import { formatYuan } from './kernel/money.ts';
import { ADVISORY_LOCKS } from './platform/advisory-locks.ts';
import type { Config } from './platform/config.ts';
import type { DataFolder } from './platform/data-folder.ts';
import type { Database } from './platform/database.ts';
import { makeSpine, type Spine } from './platform/events.ts';
import { credentialOf } from './platform/http/credentials.ts';
import type { Jobs } from './platform/jobs.ts';
import type { Listener } from './platform/listener.ts';
import { openFolderStore, type MediaStore } from './platform/media-store.ts';
import type { Sealing } from './platform/sealing/index.ts';
import type { ShopEvent } from './events.ts';
import { keepDeadLetters } from './keep-dead-letters.ts';
import { personalTables } from './personal-tables.ts';
import { makeNotices, type Notices } from './send-notices.ts';
import type { Shop } from './shop.ts';
import { wireJobs } from './wire-jobs.ts';
import { wireLoginProviders } from './wire-login-providers.ts';

/** Everything that is built from the settings, ready to be served. */
export type Modules = {
  readonly shop: Shop;
  readonly catalog: Catalog;
  readonly identity: Identity;
  readonly ordering: Ordering;
  readonly payments: Payments;
  readonly privacy: Privacy;
  readonly streams: OrderStreams;
  readonly mediaStore: MediaStore;
  readonly mediaFolder: string;
  /** Only in a demo shop. */
  readonly bank: { readonly books: Bank; readonly payUrl: string } | undefined;
  /** Only in a demo shop. */
  readonly loginEmulators: LoginEmulators | undefined;
  readonly own: OwnAddress;
  readonly jobs: Jobs;
  /** When jobs run by themselves; UTC. */
  readonly crontab: string;
  /** Waits for what is being written. */
  drain(): Promise<void>;
};

export type WireOptions = {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly database: Database;
  readonly sealing: Sealing;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly log: Logger;
  /** Only in a demo shop. */
  readonly loginEmulators: LoginEmulators | undefined;
};

/** Builds every module with what it needs of the others. The only place that knows them all. */
export async function wireModules(options: WireOptions): Promise<Modules> {
  const { config, folder, database, sealing, clock, log } = options;
  const mediaStore = openFolderStore(folder.media);
  const sandboxChannel = makeSandboxChannel(clock);
  const messaging = makeMessaging({ sms: sandboxChannel });
  const catalog = makeCatalog({ database, mediaStore, clock, freightNote, findStock: findAvailable });
  const securityLog = makeSecurityLog({ database, sealing, clock, log });
  const notices = makeNotices({ messaging, budget: makeNoticeBudget({ database, sealing, clock }), log });
  const identity = withSecurityLog(wireIdentity(options, messaging, notices), securityLog);
  const bank = await wireBank(options);
  const own = ownAddress(config);
  const spine = makeSpine<ShopEvent>({ database, onDeadLetter: keepDeadLetters(options) });
  // Each needs the other: payments are for orders, and an order is judged when its payments have ended.
  const ordering = wireOrdering(options, catalog, identity, spine, () => payments);
  const payments: Payments = makePayments({
    database,
    clock,
    gateways: wireGateways(own, clock, bank?.books),
    ordering,
    emit: spine.emit,
    notifyBaseUrl: () => own.url,
    publicUrl: config.publicUrl,
    log,
  });
  spine.listen('payment', payments.on);
  const carts = makeCarts({ database, clock, skusForSale: (skuIds, on) => catalog.skusForSale(skuIds, on) });
  const privacy = await wirePrivacy(options, identity, notices);
  const shop: Shop = {
    settings: {
      demo: config.demo,
      publicUrl: config.publicUrl,
      consentVersion: CONSENT_VERSION,
      orderPaymentMinutes: config.orderPaymentMinutes,
      mostOfSku: Math.min(config.unpaid.limits.customer.piecesOfSku, MAX_QUANTITY),
    },
    catalog,
    identity,
    cart: carts,
    ordering,
    payment: payments,
    privacy,
    ...(bank === undefined ? {} : { demo: wireDemo(sandboxChannel, bank.books) }),
  };
  return {
    shop,
    catalog,
    identity,
    ordering,
    payments,
    privacy,
    streams: wireStreams(options, identity),
    mediaStore,
    mediaFolder: folder.media,
    bank,
    loginEmulators: options.loginEmulators,
    own,
    ...wireJobs(options, { ordering, payments, identity, privacy, notices }, spine.jobs()),
    drain: async () =>
      void (await Promise.all([ordering.drain(), payments.drain(), securityLog.drain(), notices.drain()])),
  };
}

function wireIdentity(
  { config, database, sealing, clock, log, loginEmulators }: WireOptions,
  messaging: Messaging,
  notices: Notices,
): Identity {
  return makeIdentity({
    database,
    sealing,
    clock,
    sendCode: (...message) => messaging.sendCode(...message),
    sendNotice: (...notice) => notices.send(...notice),
    publicUrl: config.publicUrl,
    cookies: cookiesOf({ isHttps: config.publicUrl.startsWith('https:') }),
    thirdParty: {
      providers: wireLoginProviders(config.logins, loginEmulators),
      publicUrl: config.publicUrl,
      warn: (facts, message) => log.warn(facts, message),
    },
  });
}

function wireOrdering(
  { config, database, sealing, clock, log }: WireOptions,
  catalog: Catalog,
  identity: Identity,
  spine: Spine<ShopEvent>,
  payments: () => Payments,
): Ordering {
  return makeOrdering({
    database,
    clock,
    sealing,
    findAddresses: (wanted) => identity.addressSnapshots(wanted),
    findDataKey: (customerId) => identity.dataKey(customerId),
    regionOf: (code, street) => identity.regionOf(code, street),
    skusForSale: (skuIds, on) => catalog.skusForSale(skuIds, on),
    findInCarts,
    removeFromCarts: deleteCartLines,
    settlePayments: (customerId, orderNo) => payments().settle(customerId, orderNo),
    findOpenPayments: (orders) => payments().findOpen(orders),
    emit: spine.emit,
    log,
    paymentMinutes: config.orderPaymentMinutes,
    unpaid: config.unpaid,
    callerOf: (request) => callerOf(request, identity),
  });
}

function wireStreams({ listener, log }: WireOptions, identity: Identity): OrderStreams {
  listener.on('session_ended', (sessionId) => identity.forgetSession(sessionId));
  return makeOrderStreams({
    listener,
    findLiveSessions: (sessions) => identity.findLiveSessions(sessions),
    log,
  });
}

/** The customer of a request to a public route, where it carries a session. */
async function callerOf(request: FastifyRequest, identity: Identity): Promise<CustomerId | undefined> {
  const token = credentialOf(request, identity.cookies)?.token;
  return token === undefined ? undefined : (await identity.session(token))?.customerId;
}

function wirePrivacy(
  { config, folder, database, sealing, clock }: WireOptions,
  identity: Identity,
  notices: Notices,
): Promise<Privacy> {
  return makePrivacy({
    database,
    sealing,
    clock,
    tables: personalTables,
    exportsFolder: folder.exports,
    erasureList: join(folder.path, 'ks-order.erasures'),
    consentVersion: CONSENT_VERSION,
    publicUrl: config.publicUrl,
    findDataKey: (customerId) => identity.dataKey(customerId),
    isProved: (asker, act) => identity.isProved(asker, act),
    endAllSessions: (customerId) => identity.endAllSessions(customerId),
    listOpenOrders,
    listOpenRefunds,
    async notify(customerId, notice, language, params) {
      const phone = await identity.findPhone(customerId);
      if (phone !== undefined)
        await notices.sendPrivacyNotice({ customerId, phone }, notice, language, params);
    },
  });
}

async function wireBank({ config, database, clock }: WireOptions): Promise<Modules['bank']> {
  if (!config.demo) return undefined;
  const books = await openBank(database, {
    lock: ADVISORY_LOCKS.sandboxBank,
    now: () => clock.now().getTime(),
  });
  return { books, payUrl: `${config.publicUrl}/sandbox-bank` };
}

function wireGateways(own: OwnAddress, clock: Clock, bank: Bank | undefined): Map<string, Gateway> {
  if (bank === undefined) return new Map();
  const sandbox = makeSandboxGateway({
    baseUrl: () => `${own.url}/sandbox-bank`,
    apiKey: bank.apiKey,
    bankPublicKey: bank.publicKey,
    clock,
  });
  return new Map([[sandbox.name, sandbox]]);
}

/** How this process reaches itself: for the sandbox bank, which lives in it. */
export type OwnAddress = { url: string };

function ownAddress(config: Config): OwnAddress {
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  // Behind TLS the server opens another address for this, see serve-shop.ts: no certificate is for the loopback.
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${config.port}` };
}

function wireDemo(channel: SandboxChannel, bank: Bank): NonNullable<Shop['demo']> {
  return {
    outbox: async (to) => channel.outbox(to),
    playPayment: (paymentNo, outcome) => bank.play(paymentNo, outcome),
    outcomes: OUTCOMES,
  };
}

function freightNote(language: Language): string {
  const [flat, from] = [formatYuan(FREIGHT.flat), formatYuan(FREIGHT.freeFrom)];
  return language === 'en'
    ? `Free delivery from ${from}, else ${flat}.`
    : `满 ${from} 包邮，不满收 ${flat} 运费。`;
}
