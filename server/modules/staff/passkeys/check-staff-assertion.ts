import type { StaffId } from '../../../kernel/actor.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { PasskeyPlace } from '../../../platform/webauthn/passkey-place.ts';
import { readAssertion, verifyAssertion } from '../../../platform/webauthn/verify-passkey.ts';
import type { StaffDeps } from '../staff.deps.ts';
import type { NotHere, PasskeyRefusal } from './staff-passkey.ts';
import { findStaffPasskey, saveStaffPasskeySuspicion, saveStaffPasskeyUse } from './staff-passkeys.sql.ts';

/** What a browser answered, and who was asked: the session, or before a sign-in the browser by its secret. */
export type PasskeyAnswer = {
  readonly purpose: 'sign-in' | 'proof';
  readonly holder: string;
  readonly response: unknown;
};

/** Challenges for the staff's sign-in are others than the shoppers': the same browser may ask for both. */
export const holderOfBrowser = (browser: string | undefined): string => `staff ${browser ?? ''}`;

/** By which a device knows of whose it is: random bits of the member's id, which say nothing of them. */
export const handleOf = (memberId: string): Buffer => Buffer.from(memberId.replaceAll('-', ''), 'hex');

export function whereOffered(place: PasskeyPlace): Result<Extract<PasskeyPlace, { offered: true }>, NotHere> {
  return place.offered ? ok(place) : refuse({ code: 'staff_passkeys_not_here' });
}

/**
 * Whose passkey signed our challenge, on a page of ours that no other site frames, with the person there and verified.
 * `memberId`: whose it must be; anyone's where left out. Refuses, in this order: `staff_passkeys_not_here`,
 * `staff_passkey_rejected` (it is no such answer), `staff_challenge_expired` (unknown, used, too old, or of somebody else),
 * `staff_passkey_unknown`, `staff_passkey_rejected` (anything that was signed is not as it must be), `staff_passkey_copied`.
 */
export async function checkStaffAssertion(
  { database, clock, challenges, passkeyPlace }: StaffDeps,
  { purpose, holder, response }: PasskeyAnswer,
  memberId?: StaffId,
): Promise<Result<{ readonly memberId: StaffId }, NotHere | PasskeyRefusal>> {
  const place = whereOffered(passkeyPlace);
  if (!place.ok) return place;
  const said = readAssertion(response);
  if (said === undefined) return refuse({ code: 'staff_passkey_rejected' });
  if (!(await challenges.take(purpose, holder, said.challenge)))
    return refuse({ code: 'staff_challenge_expired' });
  const passkey = await findStaffPasskey(database, Buffer.from(said.response.id, 'base64url'));
  if (passkey === undefined || (memberId !== undefined && passkey.memberId !== memberId))
    return refuse({ code: 'staff_passkey_unknown' });
  const named = said.response.response.userHandle;
  // Who has not said who they are must be named by the device.
  const isNamed =
    named == null
      ? memberId !== undefined
      : handleOf(passkey.memberId).equals(Buffer.from(named, 'base64url'));
  const verified = isNamed ? await verifyAssertion(place.value, passkey.publicKey, said) : undefined;
  if (verified === undefined) return refuse({ code: 'staff_passkey_rejected' });
  const { newCounter: counter, credentialBackedUp: backedUp } = verified;
  const now = clock.now();
  if (await saveStaffPasskeyUse(database, { id: passkey.id, counter, backedUp, now }))
    return ok({ memberId: passkey.memberId });
  const isThere = await saveStaffPasskeySuspicion(database, passkey.id, now);
  return refuse({ code: isThere ? 'staff_passkey_copied' : 'staff_passkey_unknown' });
}
