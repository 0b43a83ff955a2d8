import { ADVISORY_LOCKS } from '../platform/advisory-locks.ts';
import { isLoopback } from '../platform/loopback.ts';
import { defineModule, type Ground } from '../platform/module.ts';
import type { Bank, Outcome } from '../../emulators/sandbox-bank/bank.ts';
import type { LoginProviders as LoginEmulators } from '../../emulators/login-providers/open-login-providers.ts';
import { makeSandboxChannel, type SandboxChannel } from '../modules/messaging/index.ts';
import type { GatewaySettings } from '../modules/payment/index.ts';
import { makeAlipay, makeQq, makeWechat, type LoginProvider } from '../modules/sign-in/index.ts';
import type { Staff } from '../modules/staff/index.ts';
import { demoRoutes } from './demo.http.ts';
import { demoProblems } from './demo.problems.ts';

/** What stands for the outside world in a demo shop, and how a person plays it. */
export type Demo = {
  readonly bank: { readonly books: Bank; readonly payUrl: string };
  readonly loginEmulators: LoginEmulators | undefined;
  readonly loginProviders: readonly LoginProvider[];
  readonly gatewaySettings: readonly GatewaySettings[];
  readonly sms: SandboxChannel;
  outbox(to: string | undefined): Promise<ReturnType<SandboxChannel['outbox']>>;
  /** Plays the payer at the sandbox gateway. False where the sandbox knows no such payment. */
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
    const loginEmulators = await openEmulators(house);
    const books = await openBank(house.database, {
      lock: ADVISORY_LOCKS.sandboxBank,
      now: () => house.clock.now().getTime(),
    });
    const sms = makeSandboxChannel(house.clock);
    const api: Demo = {
      bank: { books, payUrl: `${house.publicUrl}/sandbox-bank` },
      loginEmulators,
      loginProviders: loginEmulators === undefined ? [] : providersOf(loginEmulators),
      gatewaySettings: [
        {
          gateway: 'sandbox',
          open: { bankPublicKey: books.publicKey },
          secret: { apiKey: books.apiKey },
        },
      ],
      sms,
      outbox: async (to) => sms.outbox(to),
      playPayment: (paymentNo, outcome) => books.play(paymentNo, outcome),
      outcomes: OUTCOMES,
    };
    return { api, routes: (app) => demoRoutes(app, api, house), close: () => loginEmulators?.close() };
  },
});

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
