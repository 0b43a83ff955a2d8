import { openAlipay, type Alipay } from '../../emulators/alipay/open-alipay.ts';
import { alipayRoutes } from '../../emulators/alipay/routes.ts';
import { makeAlipay } from '../../server/modules/payment/gateways/alipay/alipay.ts';
import type { AlipaySettings, AlipayTrust } from '../../server/modules/payment/gateways/alipay/settings.ts';
import { ADVISORY_LOCKS } from '../../server/platform/advisory-locks.ts';
import { openGatewayBench, type GatewayBench } from './gateway-bench.ts';

export type AlipayBench = GatewayBench & {
  readonly service: Alipay;
  readonly settings: AlipaySettings;
  /** As a merchant has them who uses certificates. */
  readonly certificates: AlipayTrust;
  /** Another gateway of the same merchant. */
  gatewayWith(settings: Partial<AlipaySettings>): GatewayBench['gateway'];
};

/** The gateway `alipay` with its emulator, which calls itself by a path, as a demo shop does. */
export async function openAlipayBench(): Promise<AlipayBench> {
  let service: Alipay | undefined;
  let own: AlipaySettings | undefined;
  const bench = await openGatewayBench(async ({ database, app, clock, url }) => {
    const now = (): number => clock.now().getTime();
    const baseUrl = (): string => `${url()}/alipay`;
    const alipay = await openAlipay(database.pool, { lock: ADVISORY_LOCKS.alipay, now, payUrl: baseUrl });
    const address = {
      ownUrl: baseUrl,
      get payUrl() {
        return baseUrl();
      },
      returnOrigin: 'http://127.0.0.1',
    };
    await app.register(async (scope) => alipayRoutes(scope, alipay, address), { prefix: '/alipay' });
    const { appId, sellerId, app: pair, alipay: theirs } = alipay.books.keys();
    own = {
      ...{ appId, sellerId, appKey: pair.privateKey, clock, baseUrl, pageUrl: baseUrl },
      trust: { mode: 'key', publicKey: theirs.publicKey },
      qrProduct: 'FACE_TO_FACE_PAYMENT',
    };
    service = alipay;
    return {
      gateway: makeAlipay(own),
      notices: { provedBy: 'body', lastMs: 49 * 3_600_000 },
      come: (paymentNo) => alipay.books.visit(paymentNo, clock.now()),
      pay: (paymentNo) => alipay.play(paymentNo, 'succeed'),
      forge: (paymentNo) => alipay.play(paymentNo, 'forged_callback'),
      async givenBack(paymentNo) {
        const refunds = await alipay.books.listRefunds(paymentNo);
        return refunds.reduce((sum, { amount }) => sum + amount, 0);
      },
    };
  });
  const { appCertificate, alipayCertificate, rootCertificates } = service!.books.keys();
  return {
    ...bench,
    service: service!,
    settings: own!,
    certificates: { mode: 'certificates', appCertificate, alipayCertificate, rootCertificates },
    gatewayWith: (settings) => makeAlipay({ ...own!, ...settings }),
  };
}
