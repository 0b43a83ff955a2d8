import { addJob, everyTime, type Jobs } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Addresses } from '../addresses/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Customers } from '../customers/index.ts';
import type { SignInModule } from '../sign-in/index.ts';
import { MAX_QUANTITY } from './order.ts';
import { orderRoutes } from './order.http.ts';
import { orderProblems } from './order.problems.ts';
import { makeOrderStreams, type OrderStreams } from './order-streams.ts';
import { orderingEvents } from './ordering.events.ts';
import { orderingSettings } from './ordering.settings.ts';
import { makeOrdering, type Ordering, type OrderingDeps } from './orders.ts';
import { orderingTables } from './personal-tables.ts';
import { orderSealedColumns } from './sealed-columns.ts';

/** A gateway that was silent about an unpaid order is asked again after this long. */
const ASK_AGAIN_MS = 15_000;

export type OrderingHouse = Ground & {
  readonly customers: Pick<Customers, 'dataKey'>;
  readonly addresses: Pick<Addresses, 'addressSnapshots' | 'regionOf'>;
  readonly signIn: Pick<SignInModule, 'callerOf' | 'findLiveSessions'>;
  readonly catalog: Pick<Catalog, 'skusForSale'>;
  readonly cart: Pick<OrderingDeps, 'findInCarts' | 'removeFromCarts'>;
  /** Made later: payments are for orders, and an order is judged when its payments have ended. */
  readonly payment: {
    settle: OrderingDeps['settlePayments'];
    findOpen: OrderingDeps['findOpenPayments'];
  };
};

export type OrderingModule = Ordering & {
  readonly streams: OrderStreams;
  /** So long an order waits for its payment. */
  readonly paymentMinutes: number;
  /** So many pieces of one SKU can be ordered at most by who has nothing unpaid. */
  readonly mostOfSku: number;
};

export const orderingModule = defineModule({
  name: 'ordering',
  ownTables: ['orders', 'order_lines', 'order_events'],
  settings: orderingSettings,
  problems: [orderProblems],
  events: orderingEvents,
  personalTables: orderingTables,
  sealedColumns: orderSealedColumns,
  channels: ['order_changed'],
  make(house: OrderingHouse, { paymentMinutes, unpaid }) {
    const { customers, addresses, signIn, catalog, cart } = house;
    const ordering = makeOrdering({
      ...house,
      findAddresses: addresses.addressSnapshots,
      findDataKey: customers.dataKey,
      regionOf: addresses.regionOf,
      skusForSale: catalog.skusForSale,
      findInCarts: cart.findInCarts,
      removeFromCarts: cart.removeFromCarts,
      settlePayments: (...order) => house.payment.settle(...order),
      findOpenPayments: (orders) => house.payment.findOpen(orders),
      paymentMinutes,
      unpaid,
      callerOf: signIn.callerOf,
    });
    const streams = makeOrderStreams({ ...house, findLiveSessions: signIn.findLiveSessions });
    const mostOfSku = Math.min(unpaid.limits.customer.piecesOfSku, MAX_QUANTITY);
    const api: OrderingModule = { ...ordering, streams, paymentMinutes, mostOfSku };
    return {
      api,
      routes: (app) => orderRoutes(app, ordering, streams, house),
      jobs: unpaidJobs(house, ordering),
      // Both keep themselves going in between; this starts them, again after a crash.
      crontab: [
        everyTime('* * * * *', 'expire-unpaid-orders'),
        everyTime('* * * * *', 'settle-unpaid-orders'),
      ],
      hangUp: () => streams.closeAll(),
      drain: () => ordering.drain(),
    };
  },
});

function unpaidJobs({ database, clock }: Ground, ordering: Ordering): Jobs {
  const addAt = (name: string, runAt: Date): Promise<void> =>
    addJob(database, name, {}, { runAt, key: name, queue: name });
  return {
    async 'expire-unpaid-orders'() {
      const { waiting, nextLook } = await ordering.expireUnpaidOrders();
      if (waiting > 0) await addAt('settle-unpaid-orders', clock.now());
      await addAt('expire-unpaid-orders', nextLook);
    },
    async 'settle-unpaid-orders'() {
      const { waiting } = await ordering.settleUnpaidOrders();
      if (waiting > 0) await addAt('settle-unpaid-orders', new Date(clock.now().getTime() + ASK_AGAIN_MS));
    },
  };
}
