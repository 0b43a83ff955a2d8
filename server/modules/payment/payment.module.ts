import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Customers } from '../customers/index.ts';
import type { GatewaySettings } from './gateways/gateway-settings.ts';
import { makeGateways } from './gateways/index.ts';
import { gatewaySettings } from './gateways/read-gateways.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { paymentEvents } from './payment.events.ts';
import { paymentNotificationRoutes, paymentRoutes } from './payment.http.ts';
import { paymentProblems } from './payment.problems.ts';
import { makePayments } from './payments.ts';
import { paymentTables } from './tables.ts';

export type PaymentHouse = Ground & {
  readonly ordering: PaymentDeps['ordering'];
  readonly customers: Pick<Customers, 'dataKeys'>;
  readonly pricing: { readonly instalments: PaymentDeps['instalments'] };
  /** Only in a demo shop. */
  readonly demo: { readonly gatewaySettings: readonly GatewaySettings[] } | undefined;
};

export const paymentModule = defineModule({
  name: 'payment',
  settings: gatewaySettings,
  problems: [paymentProblems],
  events: paymentEvents,
  tables: paymentTables,
  make(house: PaymentHouse, settings) {
    // What stands for a service in a demo shop is in this process; any other calls where everybody does.
    const notifyUrl = (gateway: string): string =>
      `${house.isDemo ? house.ownUrl() : house.publicUrl}/api/v1/webhooks/payments/${gateway}`;
    const given = [...settings, ...(house.demo?.gatewaySettings ?? [])];
    const gateways = makeGateways(given, { ...house, notifyUrl });
    const payments = makePayments({
      ...house,
      instalments: house.pricing.instalments,
      findDataKeys: house.customers.dataKeys,
      gateways: new Map(gateways.map((gateway) => [gateway.name, gateway])),
      notifyUrl,
    });
    return {
      // Without any, nobody can pay, and no shop opens.
      api: { ...payments, hasGateway: gateways.length > 0 },
      async routes(app) {
        paymentRoutes(app, payments);
        await app.register(async (notices) =>
          paymentNotificationRoutes(notices as unknown as typeof app, payments),
        );
      },
      jobs: payments.jobs,
      crontab: [
        everyTime('* * * * *', 'ask-open-payments'),
        everyTime('*/10 * * * *', 'compare-promises'),
        everyTime('*/10 * * * *', 'revive-refunds'),
        everyTime('41 3 * * *', 'forget-notices'),
        everyTime('37 * * * *', 'compare-books'),
        '53 2 * * * compare-promises ?id=compare-all-promises&queue=compare-promises&jobKey=compare-all-promises {all: true}',
      ],
      on: payments.on,
      drain: () => payments.drain(),
    };
  },
});
