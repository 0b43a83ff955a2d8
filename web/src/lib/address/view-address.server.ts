import type { Address } from '#server/modules/addresses/index.ts';
import type { OrderAddress } from '#server/modules/ordering/index.ts';
import type { AddressView } from './address.ts';

/** `138****2046`. */
export function maskPhone(phone: string): string {
  return phone.length < 8 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** `上海市浦东新区张江路 88 号`: a level that only repeats the one above it is left out. */
export function addressText({ region, street }: Pick<OrderAddress, 'region' | 'street'>): string {
  const names = region.filter((name, index) => name !== region[index - 1]);
  return names.join('') + street;
}

export function viewAddress(address: Address): AddressView {
  const { id, recipient, phone, isDefault } = address;
  return { id, recipient, phoneMasked: maskPhone(phone), text: addressText(address), isDefault };
}

/** The default first, then as they come. */
export function viewAddresses(addresses: readonly Address[]): AddressView[] {
  return addresses.map(viewAddress).sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}
