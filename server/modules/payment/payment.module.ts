import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Customers } from '../customers/index.ts';
import type { StaffSession } from '../staff/index.ts';
import type { GatewaySettings } from './gateways/gateway-settings.ts';
import { GATEWAY_KINDS } from './gateways/index.ts';
import { gatewaySettings } from './gateways/read-gateways.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { paymentEvents } from './payment.events.ts';
import { paymentNotificationRoutes, paymentRoutes } from './payment.http.ts';
import { paymentProblems } from './payment.problems.ts';
import { makePayments } from './payments.ts';
import type { Gateway } from './gateway.ts';
import { notifyUrlAt } from './notify-url.ts';
import { gatewayRoutes } from './settings/gateways.http.ts';
import { gatewayProblems } from './settings/gateways.problems.ts';
import { GATEWAYS_CHANGED } from './settings/gateway-settings.sql.ts';
import { keepGateways } from './settings/keep-gateways.ts';
import { setGateways } from './settings/set-gateways.ts';
import { paymentTables } from './tables.ts';
import { withManners } from './with-manners.ts';

export type PaymentHouse = Ground & {
  readonly ordering: PaymentDeps['ordering'];
  readonly customers: Pick<Customers, 'dataKeys'>;
  readonly pricing: { readonly instalments: PaymentDeps['instalments'] };
  readonly staff: { hasProved(by: StaffSession): Promise<boolean> };
  /** Only in a demo shop. */
  readonly demo: { readonly gatewaySettings: readonly GatewaySettings[] } | undefined;
};

export const paymentModule = defineModule({
  name: 'payment',
  settings: gatewaySettings,
  problems: [paymentProblems, gatewayProblems],
  channels: [GATEWAYS_CHANGED],
  events: paymentEvents,
  tables: paymentTables,
  async make(house: PaymentHouse, settings) {
    // What stands for a service in a demo shop is in this process; any other calls where everybody does.
    const notifyUrl = (gateway: string): string =>
      notifyUrlAt(house.isDemo ? house.ownUrl() : house.publicUrl, gateway);
    const given = [...settings, ...(house.demo?.gatewaySettings ?? [])];
    const kinds = GATEWAY_KINDS.filter(({ isSandbox }) => !isSandbox || house.isDemo);
    const prepare = (gateway: Gateway): Gateway => withManners(gateway, house);
    const kept = await keepGateways({ ...house, notifyUrl }, kinds, given, prepare);
    const payments = makePayments({
      ...house,
      instalments: house.pricing.instalments,
      findDataKeys: house.customers.dataKeys,
      gateways: kept.now,
      isOffered: kept.isOffered,
      notifyUrl,
    });
    const hasProved = (by: StaffSession): Promise<boolean> => house.staff.hasProved(by);
    const ground = { ...house, notifyUrl };
    const gateways = setGateways({ ...ground, kept, kinds, given, ground, hasProved });
    return {
      // Without any, nobody can pay, and no shop opens.
      api: { ...payments, gateways, hasGateway: () => [...kept.now.keys()].some(kept.isOffered) },
      async routes(app) {
        paymentRoutes(app, payments);
        gatewayRoutes(app, gateways);
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
      close: () => kept.close(),
    };
  },
});
