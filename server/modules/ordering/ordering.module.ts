import { bulkActRoutes } from './bulk-acts.http.ts';
import { addJob, everyTime, type Jobs } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Addresses } from '../addresses/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { LEAST_MINUTES, MOST_MINUTES, type ShopSettings } from '../shop-settings/index.ts';
import { findCustomerOfPhone, type Customers } from '../customers/index.ts';
import type { Pricing } from '../pricing/index.ts';
import type { WaysIn } from '../sign-in/index.ts';
import { listReservations } from '../stock/index.ts';
import { countStates, listForStaff, type StaffListDeps } from './list-for-staff.ts';
import { MAX_QUANTITY } from './order.ts';
import { orderRoutes } from './order.http.ts';
import { orderProblems } from './order.problems.ts';
import { orderExportRoute } from './export-orders.http.ts';
import { orderTasks } from './export-orders.ts';
import { listTags } from './order-tags.sql.ts';
import { offeredPickUp } from './pick-up.ts';
import { makeOrderStreams, type OrderStreams } from './order-streams.ts';
import { orderingEvents } from './ordering.events.ts';
import { orderingSettings } from './ordering.settings.ts';
import { makeOrdering, type Ordering, type OrderingDeps } from './orders.ts';
import type { Staff } from '../staff/index.ts';
import type { Tasks } from '../tasks/index.ts';
import { priceProtectionRoutes } from './price-protection.http.ts';
import { onBehalfRoute } from './place-for-customer.http.ts';
import { makeStaffOrders, type ActDeps, type StaffOrders } from './make-staff-orders.ts';
import { staffActRoutes } from './staff-acts.http.ts';
import { staffListRoutes, type StaffOrderList } from './staff-list.http.ts';
import { staffOrderRoutes } from './staff-orders.http.ts';
import { staffOrderProblems } from './staff-orders.problems.ts';
import { sumUpOrders, sumUpToShip } from './sum-orders.ts';
import { orderingTables } from './tables.ts';

/** A gateway that was silent about an unpaid order is asked again after this long. */
const ASK_AGAIN_MS = 15_000;

export type OrderingHouse = Ground & {
  readonly customers: Pick<Customers, 'dataKey' | 'dataKeys' | 'findDeactivated' | 'consents'>;
  readonly addresses: Pick<Addresses, 'addressSnapshots' | 'regionOf' | 'checkAddress'>;
  readonly shopSettings: Pick<ShopSettings, 'now'>;
  /** Made later: long work, as making a file of orders. */
  readonly tasks: Pick<Tasks, 'start'>;
  readonly signIn: Pick<WaysIn, 'findLiveSessions'>;
  readonly catalog: Pick<Catalog, 'skusForSale' | 'findSkus'>;
  readonly pricing: Pick<Pricing, 'atOrders' | 'takeAgain' | 'instalments'>;
  readonly cart: Pick<OrderingDeps, 'findInCarts' | 'removeFromCarts'>;
  /** Made later, as are payments: who of the staff has looked is the customer's to know. */
  readonly privacy: Pick<ActDeps, 'recordStaffRead'>;
  /** Made later: who of the staff did something, by name, and what they did of customers' values. */
  readonly staff: Pick<Staff, 'members'>;
  readonly audit: Pick<ActDeps, 'sealPart'>;
  /** Made later: payments are for orders, and an order is judged when its payments have ended. */
  readonly payment: {
    settle: OrderingDeps['settlePayments'];
    findOpen: OrderingDeps['findOpenPayments'];
    moneyOf: ActDeps['findMoney'];
    sumMoneyLeft: OrderingDeps['findMoneyLeft'];
  };
};

export type OrderingModule = Ordering & {
  /** What staff see of orders and do to them. */
  readonly forStaff: StaffOrders;
  readonly streams: OrderStreams;
  readonly ofStaff: StaffOrderList;
  /** So long an order waits for its payment, as the shop is set now. */
  paymentMinutes(): number;
  /** What the merchant may set it to, and what it is where they have not. */
  readonly minutesToSet: { readonly least: number; readonly most: number; readonly minutes: number };
  /** So many pieces of one SKU can be ordered at most by who has nothing unpaid. */
  readonly mostOfSku: number;
};

export const orderingModule = defineModule({
  name: 'ordering',
  settings: orderingSettings,
  problems: [orderProblems, staffOrderProblems],
  events: orderingEvents,
  tables: orderingTables,
  channels: ['order_changed'],
  make(house: OrderingHouse, { paymentMinutes: unsaved, unpaid }) {
    const { customers, addresses, signIn, catalog, cart, shopSettings } = house;
    const paymentMinutes = () => shopSettings.now().orders.value.paymentMinutes ?? unsaved;
    const deps: OrderingDeps = {
      ...house,
      instalments: house.pricing.instalments,
      findAddresses: addresses.addressSnapshots,
      findDataKey: customers.dataKey,
      sealPart: (...part) => house.audit.sealPart(...part),
      findDeactivated: customers.findDeactivated,
      regionOf: addresses.regionOf,
      pickUp: () => offeredPickUp(shopSettings.now().delivery.value.pickUp),
      skusForSale: catalog.skusForSale,
      findInCarts: cart.findInCarts,
      removeFromCarts: cart.removeFromCarts,
      campaigns: house.pricing.atOrders,
      takeAgain: house.pricing.takeAgain,
      takesLateMoney: () => shopSettings.now().orders.value.latePayment === 'take_again',
      settlePayments: (...order) => house.payment.settle(...order),
      findOpenPayments: (orders) => house.payment.findOpen(orders),
      findMoneyLeft: (...order) => house.payment.sumMoneyLeft(...order),
      protectionDays: () => shopSettings.now().orders.value.priceProtectionDays,
      paymentMinutes,
      unpaid,
    };
    const ordering = makeOrdering(deps);
    const forStaff = makeStaffOrders({ ...deps, ...ofStaff(house) });
    const listDeps = listDepsOf(house);
    const lists = listsOfStaff(house, listDeps);
    const streams = makeOrderStreams({ ...house, findLiveSessions: signIn.findLiveSessions });
    const minutesToSet = { least: LEAST_MINUTES, most: MOST_MINUTES, minutes: unsaved };
    const mostOfSku = Math.min(unpaid.limits.customer.piecesOfSku, MAX_QUANTITY);
    const api: OrderingModule = {
      ...ordering,
      ...{ forStaff, ofStaff: lists, streams, paymentMinutes, minutesToSet, mostOfSku },
    };
    return {
      api,
      routes: (app) => {
        orderRoutes(app, ordering, streams, house);
        priceProtectionRoutes(app, ordering);
        staffListRoutes(app, lists);
        orderExportRoute(app, house);
        staffOrderRoutes(app, forStaff);
        staffActRoutes(app, forStaff);
        bulkActRoutes(app, forStaff);
        onBehalfRoute(app, forStaff);
      },
      tasks: orderTasks(listDeps),
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

/** What staff's use cases need beside those of customers. */
function ofStaff(house: OrderingHouse) {
  const { customers, addresses } = house;
  return {
    findKeyIfAny: async (customerId) => (await customers.dataKeys([customerId])).get(customerId),
    findMoney: (...order) => house.payment.moneyOf(...order),
    staffNames: async () => new Map((await house.staff.members()).map(({ id, name }) => [id, name])),
    recordStaffRead: (...read) => house.privacy.recordStaffRead(...read),
    findCustomerOfPhone: (phone) =>
      findCustomerOfPhone(house.database, house.sealing.lookUpHash('phone', phone)),
    hasAgreed: async (customerId) => (await customers.consents(customerId)).isCurrent,
    checkAddress: addresses.checkAddress,
  } satisfies Omit<ActDeps, keyof OrderingDeps>;
}

function listDepsOf(house: OrderingHouse): StaffListDeps {
  const { database, sealing, customers, addresses, catalog } = house;
  return {
    ...house,
    findDataKey: customers.dataKey,
    findDataKeys: customers.dataKeys,
    regionOf: addresses.regionOf,
    findCustomerOfPhone: (phone) => findCustomerOfPhone(database, sealing.lookUpHash('phone', phone)),
    findSkus: catalog.findSkus,
    listReservations: (skus, size) => listReservations(database, skus, size),
  };
}

function listsOfStaff({ database }: OrderingHouse, deps: StaffListDeps): StaffOrderList {
  return {
    list: (query, language) => listForStaff(deps, query, language),
    count: () => countStates(database),
    tags: () => listTags(database),
    toShip: () => sumUpToShip(database),
    sumOrdersByHour: (from, before) => sumUpOrders(database, from, before),
  };
}

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
