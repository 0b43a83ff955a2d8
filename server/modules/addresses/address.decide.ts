import { cleanDigits, cleanLine } from '../../kernel/clean-text.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { AddressUnfit, NewAddress } from './address.ts';
import { parseContactPhone } from '../../kernel/phone.ts';

/** An address as it is kept: clean, its phone in one form. */
export type CheckedAddress = {
  readonly recipient: string;
  readonly phone: string;
  readonly street: string;
  readonly regionCode: string;
  readonly postalCode: string | null;
};

const RECIPIENT_CHARACTERS = 25;
const STREET_CHARACTERS = 120;
/** Units that may be typed or pasted for one character that is kept. */
const LONGEST_TYPED = 8;
const POSTAL_CODE = /^\d{6}$/;

/**
 * What an address would be kept as. `mayLieIn` tells whether a region code is a district that it may have. An empty postal code counts as none;
 * one that is not six digits is a mistake of the program, since the routes check it: throws RangeError.
 */
export function checkAddress(
  typed: NewAddress,
  mayLieIn: (regionCode: string) => boolean,
): Result<CheckedAddress, AddressUnfit> {
  const recipient = readLine(typed.recipient, RECIPIENT_CHARACTERS);
  if (recipient === undefined) return refuse({ code: 'recipient_invalid' });
  const phone = parseContactPhone(typed.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  const regionCode = cleanDigits(typed.regionCode);
  if (!mayLieIn(regionCode)) return refuse({ code: 'region_unknown' });
  const street = readLine(typed.street, STREET_CHARACTERS);
  if (street === undefined) return refuse({ code: 'street_invalid' });
  const postalCode = cleanDigits(typed.postalCode ?? '') || null;
  if (postalCode !== null && !POSTAL_CODE.test(postalCode))
    throw new RangeError('a postal code has six digits');
  return ok({ recipient, phone, street, regionCode, postalCode });
}

/** The line as it is kept, or undefined where it is empty or too long. */
function readLine(typed: string, longest: number): string | undefined {
  if (typed.length > longest * LONGEST_TYPED) return undefined;
  const text = cleanLine(typed);
  const characters = [...text].length;
  return characters >= 1 && characters <= longest ? text : undefined;
}
