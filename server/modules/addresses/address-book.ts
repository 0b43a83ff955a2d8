import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import type { Result } from '../../kernel/result.ts';
import type { AddressUnfit, NewAddress, Region } from './address.ts';
import { checkAddress, type CheckedAddress } from './address.decide.ts';
import { keepAddresses, type KeptAddresses } from './keep-addresses.ts';
import { REGIONS_AS_OF } from './regions/corrections.ts';
import { isListOld } from './regions/list-age.ts';
import { loadRegions } from './regions/load-regions.ts';
import { snapshotAddresses, type AddressSnapshot } from './snapshot-addresses.ts';

/** Where customers' parcels go, and the districts of the country. */
export type Addresses = KeptAddresses & {
  /** The official divisions, in three levels. */
  regions(): readonly Region[];
  /** The day up to which changes of the districts were looked for, `2026-10-06`. */
  readonly regionsAsOf: string;
  /** Whether that day is more than a year ago. */
  isRegionListOld(): boolean;
  /** The names of province, city and district today for a code that an order carries; the street tells where a district was divided. Empty where there is none. */
  regionOf(regionCode: string, street: string): readonly string[];
  /** What an address would be kept as, for who keeps a copy of their own. `known`: a region that it has already, offered today or not. */
  checkAddress(typed: NewAddress, known?: string): Result<CheckedAddress, AddressUnfit>;
  /**
   * Addresses of many customers in the order asked for, each with the key to seal a copy of it; undefined where the
   * customer has no such address. One statement for all.
   */
  addressSnapshots(
    wanted: readonly { readonly customerId: CustomerId; readonly addressId: string }[],
  ): Promise<readonly (AddressSnapshot | undefined)[]>;
};

export type AddressDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  /** The customer's own key; rejects where there is no such customer. */
  dataKey(customerId: CustomerId): Promise<DataKey>;
};

export function makeAddresses(deps: AddressDeps): Addresses {
  const regions = loadRegions;
  return {
    ...keepAddresses({ ...deps, regions }),
    regions: () => regions().tree,
    regionsAsOf: REGIONS_AS_OF,
    isRegionListOld: () => isListOld(deps.clock.now()),
    regionOf: (regionCode, street) => regions().namesOf(regionCode, street) ?? [],
    checkAddress: (typed, known) =>
      checkAddress(typed, (code) => code === known || regions().isOffered(code)),
    addressSnapshots: (wanted) => snapshotAddresses({ ...deps, regions }, wanted),
  };
}
