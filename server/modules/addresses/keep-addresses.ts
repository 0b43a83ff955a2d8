import type { Clock } from '../../kernel/clock.ts';
import { newUuid, type AddressId, type CustomerId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { checkAddress, type CheckedAddress } from './address.decide.ts';
import {
  clearDefault,
  deleteAddress,
  insertAddress,
  listAddresses,
  lockAddresses,
  setDefault,
  updateAddress,
  type StoredAddress,
} from './addresses.sql.ts';
import type { Address, AddressNotFound, AddressUnfit, NewAddress, TooManyAddresses } from './address.ts';
import type { Regions } from './regions/load-regions.ts';
import { openFields, sealFields } from './seal-address.ts';

const MAX_ADDRESSES = 20;

export type AddressDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  regions(): Regions;
  dataKey(customerId: CustomerId): Promise<DataKey>;
};

type Added = Result<Address, AddressUnfit | TooManyAddresses>;
type Changed = Result<Address, AddressUnfit | AddressNotFound>;
type Removed = Result<null, AddressNotFound>;

export type KeptAddresses = {
  addresses(customerId: CustomerId): Promise<readonly Address[]>;
  addAddress(customerId: CustomerId, address: NewAddress): Promise<Added>;
  /** The customer's address that says the same, or a new one: for a form that may be sent twice. */
  ensureAddress(customerId: CustomerId, address: NewAddress): Promise<Added>;
  changeAddress(customerId: CustomerId, addressId: AddressId, change: Partial<NewAddress>): Promise<Changed>;
  removeAddress(customerId: CustomerId, addressId: AddressId): Promise<Removed>;
};

/**
 * A customer's addresses: twenty at most, exactly one of them the default wherever there is any. Changes of one customer
 * wait for one another, so both hold however many come at once.
 */
export function keepAddresses(deps: AddressDeps): KeptAddresses {
  return {
    async addresses(customerId) {
      const [stored, dataKey] = await Promise.all([
        listAddresses(deps.database, customerId),
        deps.dataKey(customerId),
      ]);
      return stored.map((address) => openAddress(deps, dataKey, address));
    },
    addAddress: (customerId, address) => addAddress(deps, customerId, address, () => undefined),
    ensureAddress: (customerId, address) => addAddress(deps, customerId, address, findSame),
    changeAddress: (customerId, addressId, change) => changeAddress(deps, customerId, addressId, change),
    removeAddress: (customerId, addressId) => removeAddress(deps, customerId, addressId),
  };
}

async function addAddress(
  deps: AddressDeps,
  customerId: CustomerId,
  typed: NewAddress,
  findKnown: typeof findSame,
): Promise<Added> {
  const checked = checkAddress(typed, deps.regions().isOffered);
  if (!checked.ok) return checked;
  const dataKey = await deps.dataKey(customerId);
  const now = deps.clock.now();
  const id = newUuid(now) as AddressId;
  return inTransaction(deps.database, async (tx, writes) => {
    const present = await lockAddresses(tx, customerId);
    const known = findKnown(deps, dataKey, present, checked.value);
    if (known !== undefined) {
      const isDefault = known.isDefault || typed.isDefault === true;
      if (isDefault && !known.isDefault)
        writes.push(clearDefault(tx, customerId), setDefault(tx, customerId, known.id));
      return ok(presentAddress(deps, known.id, checked.value, isDefault));
    }
    if (present.length >= MAX_ADDRESSES) return refuse({ code: 'too_many_addresses', limit: MAX_ADDRESSES });
    const isDefault = present.length === 0 || typed.isDefault === true;
    const stored = sealChecked(deps, dataKey, id, checked.value, isDefault);
    if (isDefault) writes.push(clearDefault(tx, customerId));
    writes.push(insertAddress(tx, { ...stored, customerId, now }));
    return ok(presentAddress(deps, id, checked.value, isDefault));
  });
}

async function changeAddress(
  deps: AddressDeps,
  customerId: CustomerId,
  addressId: AddressId,
  change: Partial<NewAddress>,
): Promise<Changed> {
  const dataKey = await deps.dataKey(customerId);
  const now = deps.clock.now();
  return inTransaction<Changed>(deps.database, async (tx, writes) => {
    const present = await lockAddresses(tx, customerId);
    const stored = present.find((address) => address.id === addressId);
    if (stored === undefined) return refuse({ code: 'address_not_found' });
    const checked = checkChange(deps, stored, openAddress(deps, dataKey, stored), change);
    if (!checked.ok) return checked;
    const heir = present.find((address) => address.id !== addressId);
    // The default gives itself up only to another: with none left there would be none.
    const isDefault = stored.isDefault
      ? change.isDefault !== false || heir === undefined
      : change.isDefault === true;
    if (isDefault !== stored.isDefault) writes.push(clearDefault(tx, customerId));
    writes.push(
      updateAddress(tx, {
        ...sealChecked(deps, dataKey, addressId, checked.value, isDefault),
        customerId,
        now,
      }),
    );
    if (stored.isDefault && !isDefault) writes.push(setDefault(tx, customerId, heir!.id));
    return ok(presentAddress(deps, addressId, checked.value, isDefault));
  });
}

async function removeAddress(
  deps: AddressDeps,
  customerId: CustomerId,
  addressId: AddressId,
): Promise<Removed> {
  return inTransaction<Removed>(deps.database, async (tx, writes) => {
    const present = await lockAddresses(tx, customerId);
    const stored = present.find((address) => address.id === addressId);
    if (stored === undefined) return refuse({ code: 'address_not_found' });
    writes.push(deleteAddress(tx, customerId, addressId));
    // The list is in order: after the default comes the newest.
    const heir = present.find((address) => address.id !== addressId);
    if (stored.isDefault && heir !== undefined) writes.push(setDefault(tx, customerId, heir.id));
    return ok(null);
  });
}

/**
 * What an address would be after a change. Where its district has ended since, it may stay there, under the code of what that is
 * today; one that is moved may only go to a district that is offered.
 */
function checkChange(
  deps: AddressDeps,
  stored: StoredAddress,
  present: Address,
  change: Partial<NewAddress>,
): ReturnType<typeof checkAddress> {
  const stays = change.regionCode === undefined || change.regionCode === stored.regionCode;
  const wanted = { ...mergeChange(present, change), ...(stays ? { regionCode: stored.regionCode } : {}) };
  const regions = deps.regions();
  const checked = checkAddress(
    wanted,
    (code) => regions.isOffered(code) || code === stored.regionCode || code === present.regionCode,
  );
  if (!checked.ok) return checked;
  const { regionCode, street } = checked.value;
  return ok({ ...checked.value, regionCode: regions.currentCode(regionCode, street) ?? regionCode });
}

/** Of the customer's addresses the one that says the same. */
function findSame(
  deps: AddressDeps,
  dataKey: DataKey,
  present: readonly StoredAddress[],
  checked: CheckedAddress,
): StoredAddress | undefined {
  return present.find((stored) => {
    if (stored.postalCode !== checked.postalCode) return false;
    const { recipient, phone, regionCode, street } = openAddress(deps, dataKey, stored);
    return (
      regionCode === checked.regionCode &&
      recipient === checked.recipient &&
      phone === checked.phone &&
      street === checked.street
    );
  });
}

/** What was not sent stays as it is. */
function mergeChange(address: Address, change: Partial<NewAddress>): NewAddress {
  return {
    recipient: change.recipient ?? address.recipient,
    phone: change.phone ?? address.phone,
    regionCode: change.regionCode ?? address.regionCode,
    street: change.street ?? address.street,
    postalCode: change.postalCode ?? address.postalCode,
  };
}

function sealChecked(
  deps: AddressDeps,
  dataKey: DataKey,
  id: AddressId,
  checked: CheckedAddress,
  isDefault: boolean,
): StoredAddress {
  const sealed = sealFields(deps.sealing, dataKey, id, checked);
  return { id, sealed, regionCode: checked.regionCode, postalCode: checked.postalCode, isDefault };
}

function openAddress(deps: AddressDeps, dataKey: DataKey, stored: StoredAddress): Address {
  const fields = openFields(deps.sealing, dataKey, stored.id, stored.sealed);
  return presentAddress(deps, stored.id, { ...stored, ...fields }, stored.isDefault);
}

function presentAddress(
  deps: AddressDeps,
  id: AddressId,
  checked: CheckedAddress,
  isDefault: boolean,
): Address {
  const { recipient, phone, street, postalCode } = checked;
  const regions = deps.regions();
  const regionCode = regions.currentCode(checked.regionCode, street) ?? checked.regionCode;
  const region = regions.namesOf(regionCode, street) ?? [];
  return {
    id,
    recipient,
    phone,
    regionCode,
    region,
    street,
    ...(postalCode === null ? {} : { postalCode }),
    isDefault,
  };
}
