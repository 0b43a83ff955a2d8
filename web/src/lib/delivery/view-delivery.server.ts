import { m } from '#lib/words/m.ts';
import type { FreightTo } from '#server/modules/pricing/index.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import { addressText } from '../address/view-address.server.ts';
import { formatAmount, formatPrice } from '../format/money.ts';
import type { DeliveryView, Way } from './delivery-view.ts';

/** `isOwn`: of an address of the customer, and not only looked at. */
export type District = {
  readonly regionCode: string;
  readonly region: readonly string[];
  readonly isOwn: boolean;
};

/** How each SKU of a product gets to a district, or to most of them. `path`: of the product's page. */
export function viewDelivery(
  found: ReadonlyMap<SkuId, FreightTo>,
  skuIds: readonly SkuId[],
  district: District | undefined,
  path: string,
): DeliveryView {
  // Most SKUs of a product go the same way, which the page is then told once.
  const same = new Map<string, Way>();
  const ways = skuIds.map((skuId): [string, Way] => {
    const way = viewWay(found.get(skuId), district);
    const key = JSON.stringify(way);
    if (!same.has(key)) same.set(key, way);
    return [skuId, same.get(key)!];
  });
  return {
    ways: Object.fromEntries(ways),
    href: district?.isOwn ? '/account/addresses' : `/deliver-to?next=${encodeURIComponent(path)}`,
    words: {
      delivery: m.delivery_to(),
      freight: m.delivery_freight(),
      free: m.delivery_free(),
      included: m.delivery_included(),
      change: district === undefined ? m.delivery_choose() : m.delivery_change(),
    },
  };
}

function viewWay(freight: FreightTo | undefined, district: District | undefined): Way {
  const place = district === undefined ? m.delivery_anywhere() : addressText({ ...district, street: '' });
  // Gone from the shelves while the page was being made.
  if (freight === undefined) return { to: place, isServed: true, flat: 1, amount: m.delivery_at_checkout() };
  if (!freight.isServed)
    return { to: m.delivery_not_there({ place }), isServed: false, flat: 1, amount: '—' };
  const { amount, freeFrom, grows, days } = freight;
  const more = [
    grows ? m.delivery_for_one() : undefined,
    freeFrom === undefined ? undefined : m.delivery_free_from({ amount: formatPrice(freeFrom) }),
    district === undefined ? m.delivery_estimate() : undefined,
  ].filter((text) => text !== undefined);
  return {
    to: days === undefined ? place : m.delivery_in_days({ place, days: daysOf(days) }),
    isServed: true,
    flat: amount,
    ...(freeFrom !== undefined && { freeFrom }),
    amount: formatAmount(amount),
    ...(more.length > 0 && { more: more.map((text) => ` · ${text}`).join('') }),
  };
}

const daysOf = ([from, to]: readonly [number, number]): string => (from === to ? `${from}` : `${from}–${to}`);
