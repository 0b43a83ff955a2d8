import { openWechatPay, type WechatPay } from '../../emulators/wechat-pay/open-wechat-pay.ts';
import { wechatPayRoutes } from '../../emulators/wechat-pay/routes.ts';
import type { WechatPaySettings } from '../../server/modules/payment/gateways/wechat-pay/settings.ts';
import { makeWechatPay } from '../../server/modules/payment/gateways/wechat-pay/wechat-pay.ts';
import { ADVISORY_LOCKS } from '../../server/platform/advisory-locks.ts';
import { openGatewayBench, type GatewayBench } from './gateway-bench.ts';

type Changed = { readonly [Name in keyof WechatPaySettings]?: WechatPaySettings[Name] | undefined };

export type WechatPayBench = GatewayBench & {
  readonly service: WechatPay;
  serviceUrl(): string;
  /** Another gateway of the same merchant. */
  gatewayWith(settings: Changed): GatewayBench['gateway'];
};

/** The gateway `wechat` with its emulator, which calls itself by a path, as a demo shop does. */
export async function openWechatPayBench(): Promise<WechatPayBench> {
  let service: WechatPay | undefined;
  let own: WechatPaySettings | undefined;
  const bench = await openGatewayBench(async ({ database, app, clock, url, notifyUrl }) => {
    const now = (): number => clock.now().getTime();
    const wechatPay = await openWechatPay(database.pool, { lock: ADVISORY_LOCKS.wechatPay, now });
    const baseUrl = (): string => `${url()}/wechat-pay`;
    await app.register(
      async (scope) =>
        wechatPayRoutes(scope, wechatPay, {
          ownUrl: baseUrl,
          payUrl: 'http://127.0.0.1/wechat-pay',
          returnOrigin: 'http://127.0.0.1',
        }),
      { prefix: '/wechat-pay' },
    );
    const { mchId, appId, merchantSerial, merchantKey, apiV3Key, publicKey } = wechatPay.books.keys();
    own = {
      ...{ mchId, appId, merchantSerial, merchantKey, apiV3Key, clock, baseUrl },
      publicKey: { id: publicKey.id, pem: publicKey.pem },
      refundNotifyUrl: () => notifyUrl,
    };
    service = wechatPay;
    return {
      gateway: makeWechatPay(own),
      pay: (paymentNo) => wechatPay.play(paymentNo, 'succeed'),
      forge: (paymentNo) => wechatPay.play(paymentNo, 'forged_callback'),
      async givenBack(paymentNo) {
        const refunds = await wechatPay.books.listRefunds(paymentNo);
        return refunds.reduce((sum, { amount }) => sum + amount, 0);
      },
    };
  });
  return {
    ...bench,
    service: service!,
    serviceUrl: () => own!.baseUrl(),
    gatewayWith: (settings) => makeWechatPay({ ...own!, ...settings } as WechatPaySettings),
  };
}
