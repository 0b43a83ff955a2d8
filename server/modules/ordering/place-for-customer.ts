import { createHash } from 'node:crypto';
import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import { parseMobile, type Mobile } from '../../kernel/phone.ts';
import { refuse, type Result } from '../../kernel/result.ts';
import { inLane } from '../../platform/lanes.ts';
import type { AddressUnfit } from '../addresses/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import type { ChangeAddressDeps, Place } from './change-address.ts';
import type { Placed } from './draft-orders.ts';
import type { PlaceOrder, PlaceRefusal, WantedLine } from './order.ts';
import { gatherLines } from './place-order.decide.ts';
import { placeBatch } from './place-order.ts';
import type { PlaceDeps } from './place-order.deps.ts';

export type OnBehalf = {
  /** By which the customer has an account. */
  readonly phone: string;
  readonly lines: readonly WantedLine[];
  readonly address: Place;
  readonly note?: string | undefined;
  readonly expectedTotalAmount: Fen;
  readonly idempotencyKey: string;
};

export type OnBehalfRefusal =
  PlaceRefusal | AddressUnfit | { readonly code: 'customer_unknown' | 'customer_not_agreed' };

export type OnBehalfDeps = PlaceDeps &
  Pick<ChangeAddressDeps, 'findDataKey' | 'checkAddress'> & {
    findCustomerOfPhone(phone: Mobile): Promise<CustomerId | undefined>;
    /** Whether they agreed to the terms and the policy as they are now. */
    hasAgreed(customerId: CustomerId): Promise<boolean>;
    regionOf(regionCode: string, street: string): readonly string[];
  };

/** Keys of staff never meet those that a customer's devices choose: these are of ASCII alone, as the header of a request is. */
const KEYS_OF_STAFF = '员工 ';

/**
 * Places an order for somebody who calls. Only for who has an account and agreed to what is asked of all: an order is a record about a
 * person, and nobody agrees for another. It goes the way of every order, by the same limits and prices, and where it is sent to is sealed
 * into it alone: the address book is the customer's. What is unpaid is counted for the customer, and not for the network of the shop.
 */
export async function placeForCustomer(
  deps: OnBehalfDeps,
  by: StaffSession,
  { phone, lines, address, note, expectedTotalAmount, idempotencyKey }: OnBehalf,
): Promise<Result<Placed, OnBehalfRefusal>> {
  const gathered = gatherLines(lines);
  if (!gathered.ok) return gathered;
  const checked = deps.checkAddress(address, '');
  if (!checked.ok) return checked;
  const mobile = parseMobile(phone);
  if (mobile === undefined) return refuse({ code: 'phone_invalid' });
  const customerId = await deps.findCustomerOfPhone(mobile);
  if (customerId === undefined) return refuse({ code: 'customer_unknown' });
  const [hasAgreed, dataKey] = await Promise.all([deps.hasAgreed(customerId), deps.findDataKey(customerId)]);
  if (!hasAgreed) return refuse({ code: 'customer_not_agreed' });
  const { recipient, phone: called, regionCode, street } = checked.value;
  const place = { recipient, phone: called, regionCode, street, region: deps.regionOf(regionCode, street) };
  const request: PlaceOrder = {
    ...{ customerId, lines: gathered.value, expectedTotalAmount },
    // Their coupons are theirs to spend.
    couponIds: [],
    idempotencyKey: KEYS_OF_STAFF + idempotencyKey,
    // No address of the book: what it says is part of what a repeat is known by.
    addressId: hashOf(place) as AddressId,
    ...(note !== undefined && { note }),
  };
  const ofStaff: PlaceDeps = {
    ...deps,
    findAddresses: () => Promise.resolve([{ dataKey, address: place }]),
    onBehalf: {
      actor: { by: 'staff', staffId: by.staffId },
      actOf({ orderNo, totalFen, pieces }, at) {
        const subject = { kind: 'order', id: orderNo };
        return actBy(by, at, { what: 'order:place', subject, after: { totalAmount: totalFen, pieces } });
      },
    },
  };
  const [placed] = await inLane('placing', () => placeBatch(ofStaff, [request]));
  return placed!;
}

function hashOf(place: Place): string {
  const { recipient, phone, regionCode, street } = place;
  return createHash('sha256')
    .update(JSON.stringify([recipient, phone, regionCode, street]))
    .digest('hex');
}
