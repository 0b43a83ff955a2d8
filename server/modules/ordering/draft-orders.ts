import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import { newOrderNo } from '../../kernel/numbers.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Holding, Use } from '../pricing/index.ts';
import type { StockChange } from '../stock/index.ts';
import type { UnpaidRules } from './find-unpaid.ts';
import { sealAddress, type AddressSnapshot, type OrderSealing, type SealedAddress } from './order-address.ts';
import type { NewAdjustmentRow } from './order-adjustments.sql.ts';
import type { OrderAddress, PlaceOrder, PlaceRefusal } from './order.ts';
import type { PickUpPlace } from './pick-up.ts';
import type { Placing } from './place-order.decide.ts';
import type { NewLineRow, NewOrderRow } from './place-order.sql.ts';
import type { Origin } from './unpaid-limits.decide.ts';

export type HoldDeps = {
  /** For how long an order holds its goods unpaid, as the shop is set now. */
  paymentMinutes(): number;
  readonly unpaid: UnpaidRules;
};
/** A request with all that could be found out about it, and made of it, before any lock is taken. */
export type Gathered = {
  readonly request: PlaceOrder;
  readonly hash: Buffer;
  /** Where there is such an address: the number that the order gets if it is placed, and the address sealed into it. */
  readonly addressed: Addressed | undefined;
  readonly origin: Origin;
};
type Addressed = SealedAddress & { readonly address: OrderAddress; readonly orderNo: OrderNo };

/** What a request is repeated by. */
export const keyOf = (request: { customerId: string; idempotencyKey: string }): string =>
  `${request.customerId} ${request.idempotencyKey}`;

/** Sealing takes as long as deciding, and others wait while a batch holds its locks. */
export function addressOrder(
  sealing: OrderSealing,
  request: PlaceOrder,
  snapshot: AddressSnapshot | undefined,
  placedAt: Date,
): Addressed | undefined {
  if (snapshot === undefined) return undefined;
  const orderNo = newOrderNo(request.customerId, placedAt);
  return { address: snapshot.address, orderNo, ...sealAddress(sealing, snapshot, orderNo, request) };
}

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
      /** Where it is fetched; unsaid where it is sent. */
      readonly pickUp?: PickUpPlace | undefined;
    };
export type PlaceResult = Result<Placed, PlaceRefusal>;

/** What a batch writes, and what it answers. */
export type Batch = {
  readonly results: PlaceResult[];
  readonly orders: NewOrderRow[];
  readonly lines: NewLineRow[];
  readonly adjustments: NewAdjustmentRow[];
  /** What the orders take of campaigns, and the coupons that they hold. */
  readonly taken: { readonly uses: Use[]; readonly holdings: Holding[] };
  readonly reservations: StockChange[];
  readonly fromCarts: { customerId: CustomerId; skuId: SkuId }[];
  readonly placedAt: Date;
};

/** The rows that a batch's decisions come to. */
export function draftBatch(
  deps: HoldDeps,
  fresh: readonly Gathered[],
  decisions: readonly Result<Placing, PlaceRefusal>[],
  {
    repeaters,
    pickUp,
  }: { readonly repeaters: ReadonlySet<CustomerId>; readonly pickUp: PickUpPlace | undefined },
  placedAt: Date,
): Batch {
  const batch: Batch = {
    ...{ results: [], orders: [], lines: [], adjustments: [], reservations: [], fromCarts: [] },
    taken: { uses: [], holdings: [] },
    placedAt,
  };
  decisions.forEach((decision, index) => {
    if (!decision.ok) return void batch.results.push(decision);
    const { request, addressed } = fresh[index]!;
    if (addressed === undefined) throw new Error('an order was accepted without an address');
    const { address, orderNo, sealed, recipientHash } = addressed;
    const minutes = minutesToPay(deps, repeaters.has(request.customerId));
    const payBefore = new Date(placedAt.getTime() + minutes * 60_000);
    const placing = decision.value;
    batch.orders.push({
      ...draftOrder(fresh[index]!, placing),
      ...{ orderNo, sealed, recipientHash },
      regionCode: address.regionCode,
      ...deliveryOf(request, pickUp),
      payBefore,
      minutes,
    });
    draftLines(batch, request, orderNo, placing);
    draftPrice(batch, { customerId: request.customerId, orderNo }, placing);
    batch.results.push(
      ok({
        replayed: false,
        orderNo,
        ...{ placing, address, placedAt, payBefore, minutes },
        ...(request.deliveryMethod === 'pick_up' && { pickUp }),
      }),
    );
  });
  return batch;
}

/** How long an order holds its goods. */
export function minutesToPay({ paymentMinutes, unpaid }: HoldDeps, isRepeater: boolean): number {
  return isRepeater ? Math.min(unpaid.repeater.minutes, paymentMinutes()) : paymentMinutes();
}

function deliveryOf({ deliveryMethod = 'standard' }: PlaceOrder, pickUp: PickUpPlace | undefined) {
  return { deliveryMethod, pickUp: deliveryMethod === 'pick_up' ? JSON.stringify(pickUp) : null };
}

function draftOrder({ request, hash, origin }: Gathered, { lines, gifts, price }: Placing) {
  return {
    customerId: request.customerId,
    itemsFen: price.itemsAmount,
    discountFen: price.discountAmount,
    freightFen: price.freightAmount,
    totalFen: price.totalAmount,
    idempotencyKey: request.idempotencyKey,
    requestHash: hash,
    lineCount: lines.length + gifts.length,
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, gifts.length),
    device: origin.device ?? null,
    network: origin.network ?? null,
  };
}

function draftLines(
  batch: Batch,
  { customerId, fromCart }: PlaceOrder,
  orderNo: OrderNo,
  { lines, gifts, price }: Placing,
): void {
  const bought = lines.map(({ sku, quantity }, index) => {
    const { listAmount, discountAmount } = price.lines[index]!;
    const amounts = { priceFen: sku.price, listFen: listAmount, discountFen: discountAmount };
    return { sku, quantity, amounts, isGift: false };
  });
  const free = { priceFen: 0, listFen: 0, discountFen: 0 };
  const given = gifts.map((sku) => ({ sku, quantity: 1, amounts: free, isGift: true }));
  [...bought, ...given].forEach(({ sku, quantity, amounts, isGift }, index) => {
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
      ...amounts,
      isGift,
    });
    batch.reservations.push({ skuId: sku.skuId, orderNo, quantity });
    if (fromCart && !isGift) batch.fromCarts.push({ customerId, skuId: sku.skuId });
  });
}

function draftPrice(
  { adjustments, taken }: Batch,
  order: { readonly customerId: CustomerId; readonly orderNo: OrderNo },
  { price }: Placing,
): void {
  taken.uses.push(...price.uses.map((use) => ({ ...use, ...order })));
  taken.holdings.push(...price.coupons.applied.map((couponId) => ({ ...order, couponId })));
  // Freight is a column of the order.
  const rows = price.adjustments.filter(({ kind }) => kind !== 'freight');
  rows.forEach((adjustment, index) => adjustments.push({ ...order, seq: index + 1, adjustment }));
}
