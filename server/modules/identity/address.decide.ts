import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { AddressRefusal, NewAddress } from './identity.ts';
import { parseContactPhone } from './phone.ts';

/** An address as it is kept: trimmed, its phone in one form. */
export type CheckedAddress = {
  readonly recipient: string;
  readonly phone: string;
  readonly street: string;
  readonly regionCode: string;
  readonly postalCode: string | null;
};

const RECIPIENT_CHARACTERS = 25;
const STREET_CHARACTERS = 120;
/** Control characters, line separators, and what turns the direction of writing: none of them belongs on a parcel. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const POSTAL_CODE = /^\d{6}$/;

/**
 * What an address would be kept as. `isDistrict` tells whether a region code is one. An empty postal code counts as none;
 * one that is not six digits is a mistake of the program, since the routes check it: throws RangeError.
 */
export function checkAddress(
  typed: NewAddress,
  isDistrict: (regionCode: string) => boolean,
): Result<CheckedAddress, AddressRefusal> {
  const recipient = printable(typed.recipient, RECIPIENT_CHARACTERS);
  if (recipient === undefined) return refuse({ code: 'recipient_invalid' });
  const phone = parseContactPhone(typed.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  if (!isDistrict(typed.regionCode)) return refuse({ code: 'region_unknown' });
  const street = printable(typed.street, STREET_CHARACTERS);
  if (street === undefined) return refuse({ code: 'street_invalid' });
  const postalCode = typed.postalCode || null;
  if (postalCode !== null && !POSTAL_CODE.test(postalCode))
    throw new RangeError('a postal code has six digits');
  return ok({ recipient, phone, street, regionCode: typed.regionCode, postalCode });
}

/** The text without spaces around it, or undefined where it is empty, too long or cannot be printed on a label. */
function printable(typed: string, longest: number): string | undefined {
  if (typed.length > longest * 8 || !typed.isWellFormed() || UNPRINTABLE.test(typed)) return undefined;
  const text = typed.normalize('NFC').trim();
  const characters = [...text].length;
  return characters >= 1 && characters <= longest ? text : undefined;
}
