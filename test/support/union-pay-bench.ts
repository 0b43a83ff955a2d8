import { openUnionPay, type UnionPay } from '../../emulators/union-pay/open-union-pay.ts';
import { unionPayRoutes } from '../../emulators/union-pay/routes.ts';
import type { Gateway, NewPayment } from '../../server/modules/payment/gateway.ts';
import type { UnionPaySettings } from '../../server/modules/payment/gateways/union-pay/settings.ts';
import { makeUnionPay } from '../../server/modules/payment/gateways/union-pay/union-pay.ts';
import { ADVISORY_LOCKS } from '../../server/platform/advisory-locks.ts';
import { openGatewayBench, type GatewayBench } from './gateway-bench.ts';

export type UnionPayBench = GatewayBench & {
  readonly service: UnionPay;
  /** Another gateway of the same merchant. */
  gatewayWith(settings: Partial<UnionPaySettings>): Gateway;
  /** Posts the form of a payment, as a payer's browser does: where that leads to. */
  post(action: Form): Promise<Response>;
};
export type Form = { readonly url: string; readonly fields: Readonly<Record<string, string>> };

const LATER_MS = 3_600_000;

/** The gateway `union-pay` with its emulator. Whoever pays here has posted the form that the gateway has made. */
export async function openUnionPayBench(): Promise<UnionPayBench> {
  let service: UnionPay | undefined;
  let own: UnionPaySettings | undefined;
  const forms = new Map<string, Form>();
  const post = async ({ url, fields }: Form): Promise<Response> =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const open = async (paymentNo: string): Promise<void> => {
    const form = forms.get(paymentNo);
    if (form !== undefined) await (await post(form)).arrayBuffer();
  };
  const bench = await openGatewayBench(async ({ database, app, clock, url, notifyUrl }) => {
    const now = (): number => clock.now().getTime();
    const unionPay = await openUnionPay(database.pool, { lock: ADVISORY_LOCKS.unionPay, now });
    const baseUrl = (): string => `${url()}/union-pay`;
    await app.register(async (scope) => unionPayRoutes(scope, unionPay, '/union-pay'), {
      prefix: '/union-pay',
    });
    const { merId, merchant, root, middle } = unionPay.books.keys();
    own = {
      ...{ merId, clock, baseUrl },
      merchant: `${merchant.pem}${merchant.privateKey}`,
      authorities: `${root.pem}${middle.pem}`,
      fileUrl: () => `${baseUrl()}/files`,
      payUrl: baseUrl,
      notifyUrl: () => notifyUrl,
    };
    service = unionPay;
    return {
      gateway: keepForms(makeUnionPay(own), forms),
      manners: UNION_PAY_MANNERS,
      notices: { provedBy: 'body', lastMs: null },
      come: open,
      async pay(paymentNo) {
        await open(paymentNo);
        await unionPay.play(paymentNo, 'succeed');
      },
      async forge(paymentNo) {
        await open(paymentNo);
        await unionPay.play(paymentNo, 'forged_callback');
      },
      async givenBack(paymentNo) {
        const paid = await unionPay.books.findByNumber(paymentNo);
        const refunds = paid === undefined ? [] : await unionPay.books.listRefunds(paid.query_id);
        return refunds.reduce((sum, { amount }) => sum + amount, 0);
      },
    };
  });
  return {
    ...bench,
    service: service!,
    gatewayWith: (settings) => keepForms(makeUnionPay({ ...own!, ...settings }), forms),
    post,
  };
}

function keepForms(gateway: Gateway, forms: Map<string, Form>): Gateway {
  return {
    ...gateway,
    async create(payment: NewPayment) {
      const report = await gateway.create(payment);
      if (report.state === 'open' && report.action.type === 'form')
        forms.set(payment.paymentNo, report.action);
      return report;
    },
  };
}

const SHANGHAI_MS = 8 * 3_600_000;

const UNION_PAY_MANNERS: GatewayBench['manners'] = {
  asksToOpen: false,
  closes: false,
  billDay: (at) => new Date(at.getTime() + SHANGHAI_MS + LATER_MS).toISOString().slice(0, 10),
  quietDay: (now) => new Date(now.getTime() - 60 * 86_400_000).toISOString().slice(0, 10),
};
