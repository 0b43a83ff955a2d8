import type { District } from './view-delivery.server.ts';

const CODE = /^\d{6}$/;

/**
 * The district that freight is told for: of a customer's default address, else the one that was chosen in this browser;
 * undefined where neither is known.
 */
export async function findDistrict({ shop, session, jar }: App.Locals): Promise<District | undefined> {
  const addresses = session === undefined ? [] : await shop.addresses.addresses(session.customerId);
  const own = addresses.find(({ isDefault }) => isDefault) ?? addresses[0];
  if (own !== undefined) return { regionCode: own.regionCode, region: own.region, isOwn: true };
  const chosen = jar.get('district') ?? '';
  const region = CODE.test(chosen) ? shop.addresses.regionOf(chosen, '') : [];
  return region.length === 0 ? undefined : { regionCode: chosen, region, isOwn: false };
}
