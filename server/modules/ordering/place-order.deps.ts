import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Spread } from '../../platform/cluster/find-spread.ts';
import type { Database, Queryable, Transaction } from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import type { NewAct } from '../audit/index.ts';
import type { SkuForSale } from '../catalog/index.ts';
import type { PriceOrders } from '../pricing/index.ts';
import type { HoldDeps } from './draft-orders.ts';
import type { AddressSnapshot, OrderSealing } from './order-address.ts';
import type { OrderingEvent } from './ordering.events.ts';
import type { PickUpPlace } from './pick-up.ts';
import type { NewOrderRow } from './place-order.sql.ts';

export type PlaceDeps = HoldDeps & {
  readonly database: Database;
  readonly spread: Spread;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  /** The addresses of customers, in the order asked for; undefined where the customer has no such address. */
  findAddresses(
    wanted: readonly { customerId: CustomerId; addressId: string }[],
  ): Promise<readonly (AddressSnapshot | undefined)[]>;
  /** Where orders are fetched now, if anywhere. */
  pickUp(): PickUpPlace | undefined;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>>;
  /** What carts hold of SKUs, for those customers and those SKUs at least. */
  findInCarts(
    on: Queryable,
    customerIds: readonly CustomerId[],
    skuIds: readonly SkuId[],
  ): Promise<readonly { customerId: CustomerId; skuId: SkuId; quantity: number }[]>;
  /** Takes what was ordered out of the carts, in the transaction of the orders. */
  removeFromCarts(tx: Transaction, lines: readonly { customerId: CustomerId; skuId: SkuId }[]): Promise<void>;
  /** Of these customers, those whose accounts the shop has closed to them. */
  findDeactivated(on: Queryable, customerIds: readonly CustomerId[]): Promise<ReadonlySet<CustomerId>>;
  readonly campaigns: Pick<PriceOrders, 'gather' | 'lock' | 'findBehind' | 'write' | 'hold' | 'spend'>;
  readonly emit: Emit<OrderingEvent>;
  /** Where one of the staff places for a customer: who, and what the audit trail is to have of each order. */
  readonly onBehalf?: {
    readonly actor: Extract<Actor, { by: 'staff' }>;
    actOf(order: NewOrderRow, at: Date): NewAct;
  };
};
