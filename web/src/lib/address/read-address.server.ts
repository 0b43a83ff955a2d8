import { m } from '#lib/words/m.ts';
import type { AddressId, CustomerId } from '#server/kernel/ids.ts';
import type { Address, AddressRefusal, NewAddress } from '#server/modules/addresses/index.ts';
import type { Shop } from '#server/shop.ts';
import type { AddressErrors, AddressValues, RegionLevels } from './address.ts';
import { parentsOf, regionLevels } from './find-regions.server.ts';
import { isTicked, readLine, readPhone, readText } from '../form/read-form.server.ts';

export const NO_ADDRESS: AddressValues = {
  recipient: '',
  phone: '',
  province: '',
  city: '',
  regionCode: '',
  street: '',
  isDefault: false,
};

/** The divisions to choose from, and up to when they are those of the law. */
type Divisions = Pick<Shop['addresses'], 'regions' | 'regionsAsOf'>;

/** What the address form needs to be drawn again: what was typed, and what its selects offer. */
export type AddressDraft = { readonly values: AddressValues; readonly levels: RegionLevels };

/**
 * What was typed, with choices dropped that no longer fit (a city of another province, a district of another city) and those made
 * that leave nothing to choose: the only district of 济源市 is itself.
 */
export function draftAddress({ regions: list, regionsAsOf }: Divisions, typed: AddressValues): AddressDraft {
  const regions = list();
  const known =
    typed.province === '' && typed.regionCode !== '' ? parentsOf(regions, typed.regionCode) : typed;
  const { city, ...levels } = regionLevels(regions, known);
  const [only, ...others] = levels.districts;
  const wanted = only !== undefined && others.length === 0 ? only.code : typed.regionCode;
  const regionCode = levels.districts.some(({ code }) => code === wanted) ? wanted : '';
  return {
    values: { ...typed, province: known.province, city, regionCode },
    levels: { ...levels, asOf: regionsAsOf },
  };
}

export function readAddress(form: FormData, divisions: Divisions): AddressDraft {
  return draftAddress(divisions, {
    recipient: readLine(form, 'recipient'),
    phone: readPhone(form, 'phone'),
    province: readText(form, 'province', 6),
    city: readText(form, 'city', 6),
    regionCode: readText(form, 'regionCode', 6),
    street: readLine(form, 'street'),
    isDefault: isTicked(form, 'isDefault'),
  });
}

function toNewAddress({ recipient, phone, regionCode, street, isDefault }: AddressValues): NewAddress {
  return { recipient, phone, regionCode, street, isDefault };
}

type Typed =
  { ok: true; value: Address } | { ok: false; error: AddressErrors & { readonly address?: string } };

/** What is missing, found before the shop is asked, so that all of it is said at once. */
function missingFields(values: AddressValues): AddressErrors {
  return {
    recipient: values.recipient === '' ? m.address_recipient_missing() : undefined,
    phone: values.phone === '' ? m.address_phone_missing() : undefined,
    regionCode: values.regionCode === '' ? m.address_region_missing() : undefined,
    street: values.street === '' ? m.address_street_missing() : undefined,
  };
}

/** The refusal in the words of the field that it is about; the address itself where it is about none. */
function addressErrors(refusal: AddressRefusal): AddressErrors & { readonly address?: string } {
  switch (refusal.code) {
    case 'recipient_invalid':
      return { recipient: m.address_recipient_invalid() };
    case 'phone_invalid':
      return { phone: m.phone_invalid() };
    case 'region_unknown':
      return { regionCode: m.address_region_missing() };
    case 'street_invalid':
      return { street: m.address_street_invalid() };
    case 'too_many_addresses':
      return { address: m.address_too_many({ count: refusal.limit }) };
    case 'address_not_found':
      return { address: m.address_gone() };
  }
}

/** Adds what was typed where the customer does not have it yet, or answers what is wrong with it. */
export async function addTypedAddress(
  shop: Shop,
  customerId: CustomerId,
  values: AddressValues,
): Promise<Typed> {
  const missing = missingFields(values);
  if (Object.values(missing).some((message) => message !== undefined)) return { ok: false, error: missing };
  const added = await shop.addresses.ensureAddress(customerId, toNewAddress(values));
  return added.ok ? added : { ok: false, error: addressErrors(added.error) };
}

/** Changes an address to what was typed, or answers what is wrong with it. */
export async function changeTypedAddress(
  shop: Shop,
  customerId: CustomerId,
  addressId: AddressId,
  values: AddressValues,
): Promise<Typed> {
  const missing = missingFields(values);
  if (Object.values(missing).some((message) => message !== undefined)) return { ok: false, error: missing };
  const changed = await shop.addresses.changeAddress(customerId, addressId, toNewAddress(values));
  return changed.ok ? changed : { ok: false, error: addressErrors(changed.error) };
}
