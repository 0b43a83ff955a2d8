import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Gateway } from './gateway.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { paymentEvents } from './payment.events.ts';
import { paymentNotificationRoutes, paymentRoutes } from './payment.http.ts';
import { paymentProblems } from './payment.problems.ts';
import { makePayments } from './payments.ts';
import { paymentTables } from './personal-tables.ts';

export type PaymentHouse = Ground & {
  readonly ordering: PaymentDeps['ordering'];
  /** Only in a demo shop. */
  readonly demo: { readonly gateways: readonly Gateway[] } | undefined;
};

export const paymentModule = defineModule({
  name: 'payment',
  ownTables: ['payments', 'payment_notices', 'refunds'],
  problems: [paymentProblems],
  events: paymentEvents,
  personalTables: paymentTables,
  make(house: PaymentHouse) {
    const payments = makePayments({
      ...house,
      gateways: new Map((house.demo?.gateways ?? []).map((gateway) => [gateway.name, gateway])),
      notifyBaseUrl: house.ownUrl,
    });
    return {
      api: payments,
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
        everyTime('23 * * * *', 'revive-refunds'),
        '53 2 * * * compare-promises ?id=compare-all-promises&queue=compare-promises&jobKey=compare-all-promises {all: true}',
      ],
      on: payments.on,
      drain: () => payments.drain(),
    };
  },
});
