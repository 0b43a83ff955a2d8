import { ADVISORY_LOCKS } from '../platform/advisory-locks.ts';
import { isLoopback } from '../platform/loopback.ts';
import { defineModule, type Ground } from '../platform/module.ts';
import type { Alipay, Outcome as AlipayOutcome } from '../../emulators/alipay/open-alipay.ts';
import type { AlipayAddress } from '../../emulators/alipay/routes.ts';
import type { Bank, Outcome as BankOutcome } from '../../emulators/sandbox-bank/bank.ts';
import type { Outcome as UnionPayOutcome, UnionPay } from '../../emulators/union-pay/open-union-pay.ts';
import type { Outcome as WechatOutcome, WechatPay } from '../../emulators/wechat-pay/open-wechat-pay.ts';
import type { WechatPayAddress } from '../../emulators/wechat-pay/routes.ts';
import type { LoginProviders as LoginEmulators } from '../../emulators/login-providers/open-login-providers.ts';
import { makeSandboxChannel, type SandboxChannel } from '../modules/messaging/index.ts';
import type { GatewaySettings } from '../modules/payment/index.ts';
import { makeAlipay, makeQq, makeWechat, type LoginProvider } from '../modules/sign-in/index.ts';
import type { Staff } from '../modules/staff/index.ts';
import { demoRoutes } from './demo.http.ts';
import { demoProblems } from './demo.problems.ts';

export type Outcome = BankOutcome | WechatOutcome | AlipayOutcome | UnionPayOutcome;

/** What stands for the outside world in a demo shop, and how a person plays it. */
export type Demo = {
  readonly bank: { readonly books: Bank; readonly payUrl: string };
  readonly wechatPay: { readonly service: WechatPay; readonly address: WechatPayAddress };
  readonly alipay: { readonly service: Alipay; readonly address: AlipayAddress };
  readonly unionPay: { readonly service: UnionPay; readonly payUrl: string };
  readonly loginEmulators: LoginEmulators | undefined;
  readonly loginProviders: readonly LoginProvider[];
  readonly gatewaySettings: readonly GatewaySettings[];
  readonly sms: SandboxChannel;
  outbox(to: string | undefined): Promise<ReturnType<SandboxChannel['outbox']>>;
  /** Plays the payer at the service of a payment. False where none knows it, or can play this. */
  playPayment(paymentNo: string, outcome: Outcome): Promise<boolean>;
  readonly outcomes: readonly Outcome[];
};

type DemoHouse = Ground & {
  /** Made later: visitors look into the back office of a shop that is open. */
  readonly staff: Pick<Staff, 'openDemoSession'>;
};

export const demoModule = defineModule({
  name: 'demo',
  problems: [demoProblems],
  async make(house: DemoHouse) {
    if (!house.isDemo) return { api: undefined };
    // Loaded here, since a real shop has no use for it.
    const { openBank, OUTCOMES } = await import('../../emulators/sandbox-bank/bank.ts');
    const wechat = await import('../../emulators/wechat-pay/open-wechat-pay.ts');
    const theirs = await import('../../emulators/alipay/open-alipay.ts');
    const union = await import('../../emulators/union-pay/open-union-pay.ts');
    const loginEmulators = await openEmulators(house);
    const now = (): number => house.clock.now().getTime();
    const books = await openBank(house.database, { lock: ADVISORY_LOCKS.sandboxBank, now });
    const service = await wechat.openWechatPay(house.database, { lock: ADVISORY_LOCKS.wechatPay, now });
    const addressAt = (path: string): WechatPayAddress & AlipayAddress => ({
      ownUrl: () => `${house.ownUrl()}${path}`,
      payUrl: `${house.publicUrl}${path}`,
      returnOrigin: house.publicUrl,
    });
    const alipay = {
      address: addressAt(ALIPAY_PATH),
      service: await theirs.openAlipay(house.database, {
        lock: ADVISORY_LOCKS.alipay,
        payUrl: () => `${house.publicUrl}${ALIPAY_PATH}`,
        now,
      }),
    };
    const unionPay = await union.openUnionPay(house.database, { lock: ADVISORY_LOCKS.unionPay, now });
    const sms = makeSandboxChannel(house.clock);
    const api: Demo = {
      bank: { books, payUrl: `${house.publicUrl}/sandbox-bank` },
      wechatPay: { service, address: addressAt(WECHAT_PAY_PATH) },
      alipay,
      unionPay: { service: unionPay, payUrl: `${house.publicUrl}${UNION_PAY_PATH}` },
      loginEmulators,
      loginProviders: loginEmulators === undefined ? [] : providersOf(loginEmulators),
      gatewaySettings: [
        {
          gateway: 'sandbox',
          open: { bankPublicKey: books.publicKey },
          secret: { apiKey: books.apiKey },
        },
        settingsOfWechatPay(service),
        settingsOfAlipay(alipay.service),
        settingsOfUnionPay(unionPay),
      ],
      sms,
      outbox: async (to) => sms.outbox(to),
      async playPayment(paymentNo, outcome) {
        const isBanks = OUTCOMES.some((known) => known === outcome);
        if (isBanks && (await books.play(paymentNo, outcome as BankOutcome))) return true;
        if (wechat.isOutcome(outcome) && (await service.play(paymentNo, outcome)) !== undefined) return true;
        if (theirs.isOutcome(outcome) && (await alipay.service.play(paymentNo, outcome)) !== undefined)
          return true;
        return union.isOutcome(outcome) && (await unionPay.play(paymentNo, outcome)) !== undefined;
      },
      outcomes: [
        ...new Set<Outcome>([...OUTCOMES, ...wechat.OUTCOMES, ...theirs.OUTCOMES, ...union.OUTCOMES]),
      ],
    };
    return { api, routes: (app) => demoRoutes(app, api, house), close: () => loginEmulators?.close() };
  },
});

const WECHAT_PAY_PATH = '/wechat-pay';
const ALIPAY_PATH = '/alipay';

/** As a merchant would have them. */
function settingsOfWechatPay({ books }: WechatPay): GatewaySettings {
  const { mchId, appId, merchantSerial, merchantKey, apiV3Key, publicKey } = books.keys();
  return {
    gateway: 'wechat',
    open: {
      ...{ mchId, appId, merchantSerial, address: WECHAT_PAY_PATH },
      ...{ publicKeyId: publicKey.id, publicKey: publicKey.pem },
    },
    secret: { merchantKey, apiV3Key },
  };
}

function settingsOfAlipay({ books }: Alipay): GatewaySettings {
  const { appId, sellerId, app, alipay } = books.keys();
  return {
    gateway: 'alipay',
    open: { appId, sellerId, address: ALIPAY_PATH, alipayPublicKey: alipay.publicKey },
    secret: { appKey: app.privateKey },
  };
}

const UNION_PAY_PATH = '/union-pay';

function settingsOfUnionPay({ books }: UnionPay): GatewaySettings {
  const { merId, merchant, root, middle } = books.keys();
  return {
    gateway: 'unionpay',
    open: {
      ...{ merId, authorities: `${root.pem}${middle.pem}` },
      ...{ address: UNION_PAY_PATH, fileAddress: `${UNION_PAY_PATH}/files` },
    },
    secret: { merchant: `${merchant.pem}${merchant.privateKey}` },
  };
}

/** WeChat, QQ and Alipay, on a port of their own. Who reaches the shop from elsewhere could not reach them. */
async function openEmulators({ isServing, publicUrl }: Ground): Promise<LoginEmulators | undefined> {
  if (!isServing || !isLoopback(new URL(publicUrl).hostname)) return undefined;
  const { openLoginProviders } = await import('../../emulators/login-providers/open-login-providers.ts');
  return openLoginProviders({ redirectOrigins: [publicUrl] });
}

function providersOf({ url, wechat, qq, alipay }: LoginEmulators): LoginProvider[] {
  return [
    makeWechat({ ...wechat, authorizeUrl: url, apiUrl: url }),
    makeQq({ ...qq, baseUrl: url }),
    makeAlipay({ ...alipay, authorizeUrl: url, gatewayUrl: `${url}/gateway.do` }),
  ];
}
