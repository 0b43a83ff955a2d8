import type { AddressId } from '../../kernel/ids.ts';

export type Address = {
  readonly id: AddressId;
  readonly recipient: string;
  readonly phone: string;
  readonly regionCode: string;
  /** Province, city, district. */
  readonly region: readonly string[];
  readonly street: string;
  readonly postalCode?: string;
  readonly isDefault: boolean;
};

export type NewAddress = {
  readonly recipient: string;
  readonly phone: string;
  readonly regionCode: string;
  readonly street: string;
  readonly postalCode?: string;
  readonly isDefault?: boolean;
};

export type AddressNotFound = { readonly code: 'address_not_found' };
export type TooManyAddresses = { readonly code: 'too_many_addresses'; readonly limit: number };
/** One of its fields is not valid. */
export type AddressUnfit = {
  readonly code: 'phone_invalid' | 'region_unknown' | 'recipient_invalid' | 'street_invalid';
};
export type AddressRefusal = AddressNotFound | TooManyAddresses | AddressUnfit;

/** The official divisions as a tree: provinces, cities, districts; codes of six digits (GB/T 2260). */
export type Region = { readonly code: string; readonly name: string; readonly children: readonly Region[] };
