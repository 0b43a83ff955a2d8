import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import { newOrderNo } from '../../kernel/numbers.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { StockChange } from '../stock/index.ts';
import type { UnpaidRules } from './find-unpaid.ts';
import { sealAddress, type AddressSnapshot, type OrderSealing } from './order-address.ts';
import type { OrderAddress, PlaceOrder, PlaceRefusal } from './order.ts';
import type { Placing } from './place-order.decide.ts';
import type { NewLineRow, NewOrderRow } from './place-order.sql.ts';
import type { Origin } from './unpaid-limits.decide.ts';

export type HoldDeps = {
  /** For how long an order holds its goods unpaid. */
  readonly paymentMinutes: number;
  readonly unpaid: UnpaidRules;
};
type DraftDeps = HoldDeps & { readonly clock: Clock; readonly sealing: OrderSealing };

/** A request with all that could be found out about it before any lock is taken. */
export type Gathered = {
  readonly request: PlaceOrder;
  readonly hash: Buffer;
  readonly address: AddressSnapshot | undefined;
  readonly origin: Origin;
};

/** What placing answers: the order's number, and what the answer to the customer is made of where it is new. */
export type Placed =
  | { readonly replayed: true; readonly orderNo: OrderNo }
  | {
      readonly replayed: false;
      readonly orderNo: OrderNo;
      readonly placing: Placing;
      readonly address: OrderAddress;
      readonly placedAt: Date;
      readonly payBefore: Date;
      readonly minutes: number;
    };
export type PlaceResult = Result<Placed, PlaceRefusal>;

/** What a batch writes, and what it answers. */
export type Batch = {
  readonly results: PlaceResult[];
  readonly orders: NewOrderRow[];
  readonly lines: NewLineRow[];
  readonly reservations: StockChange[];
  readonly fromCarts: { customerId: CustomerId; skuId: SkuId }[];
  readonly placedAt: Date;
};

/** The rows that a batch's decisions come to. */
export function draftBatch(
  deps: DraftDeps,
  fresh: readonly Gathered[],
  decisions: readonly Result<Placing, PlaceRefusal>[],
  repeaters: ReadonlySet<CustomerId>,
): Batch {
  const placedAt = deps.clock.now();
  const batch: Batch = { results: [], orders: [], lines: [], reservations: [], fromCarts: [], placedAt };
  decisions.forEach((decision, index) => {
    if (!decision.ok) return void batch.results.push(decision);
    const { request, address } = fresh[index]!;
    if (address === undefined) throw new Error('an order was accepted without an address');
    const orderNo = newOrderNo(request.customerId, placedAt);
    const minutes = minutesToPay(deps, repeaters.has(request.customerId));
    const payBefore = new Date(placedAt.getTime() + minutes * 60_000);
    const placing = decision.value;
    batch.orders.push({
      ...draftOrder(fresh[index]!, placing),
      orderNo,
      sealed: sealAddress(deps.sealing, address, orderNo, request),
      regionCode: address.address.regionCode,
      payBefore,
      minutes,
    });
    draftLines(batch, request, orderNo, placing);
    batch.results.push(
      ok({
        replayed: false,
        orderNo,
        placing,
        address: address.address,
        placedAt,
        payBefore,
        minutes,
      }),
    );
  });
  return batch;
}

/** How long an order holds its goods. */
export function minutesToPay({ paymentMinutes, unpaid }: HoldDeps, isRepeater: boolean): number {
  return isRepeater ? Math.min(unpaid.repeater.minutes, paymentMinutes) : paymentMinutes;
}

function draftOrder({ request, hash, origin }: Gathered, { lines, price }: Placing) {
  return {
    customerId: request.customerId,
    itemsFen: price.itemsAmount,
    discountFen: price.discountAmount,
    freightFen: price.freightAmount,
    totalFen: price.totalAmount,
    idempotencyKey: request.idempotencyKey,
    requestHash: hash,
    lineCount: lines.length,
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    device: origin.device ?? null,
    network: origin.network ?? null,
  };
}

function draftLines(
  batch: Batch,
  { customerId, fromCart }: PlaceOrder,
  orderNo: OrderNo,
  { lines, price }: Placing,
): void {
  lines.forEach(({ sku, quantity }, index) => {
    const priced = price.lines[index]!;
    batch.lines.push({
      customerId,
      orderNo,
      lineNo: index + 1,
      skuId: sku.skuId,
      productSlug: sku.productSlug,
      name: sku.name,
      nameEn: sku.nameEn,
      options: JSON.stringify(sku.options),
      image: sku.image && JSON.stringify(sku.image),
      quantity,
      priceFen: sku.price,
      listFen: priced.listAmount,
      discountFen: priced.discountAmount,
    });
    batch.reservations.push({ skuId: sku.skuId, orderNo, quantity });
    if (fromCart) batch.fromCarts.push({ customerId, skuId: sku.skuId });
  });
}
