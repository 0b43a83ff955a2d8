import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { newUuid } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import { readPasskeyName } from '../../../platform/webauthn/passkey-name.ts';
import { describePasskey, passkeyCreation } from '../../../platform/webauthn/passkey-options.ts';
import { readRegistration, verifyRegistration } from '../../../platform/webauthn/verify-passkey.ts';
import { record } from '../../audit/index.ts';
import { actBy } from '../act-by.ts';
import { lockMember } from '../members.sql.ts';
import { isProved } from '../own-account/prove-session.ts';
import type { StaffDeps } from '../staff.deps.ts';
import type { StaffSession } from '../staff.ts';
import { handleOf, whereOffered } from './check-staff-assertion.ts';
import {
  presentStaffPasskey,
  type AddPasskeyRefusal,
  type NotHere,
  type ProofRequired,
  type StaffPasskey,
  type TooManyStaffPasskeys,
} from './staff-passkey.ts';
import {
  deleteStaffPasskey,
  insertStaffPasskey,
  listStaffPasskeys,
  renameStaffPasskey,
} from './staff-passkeys.sql.ts';

const MAX_PASSKEYS = 10;
/** As a device shows it, so that nobody takes it for the one by which they shop here. */
const BACK_OFFICE_NAME = 'KS 商家后台';

export async function listOwnPasskeys(
  { database }: StaffDeps,
  { staffId }: StaffSession,
): Promise<StaffPasskey[]> {
  return (await listStaffPasskeys(database, staffId)).map(presentStaffPasskey);
}

/** What a device needs to make a passkey for the member. Refuses `staff_proof_required` and others, as `addOwnPasskey`. */
export async function ownPasskeyOptions(
  deps: StaffDeps,
  session: StaffSession,
): Promise<Result<PublicKeyCredentialCreationOptionsJSON, NotHere | ProofRequired | TooManyStaffPasskeys>> {
  const place = whereOffered(deps.passkeyPlace);
  if (!place.ok) return place;
  if (!(await isProved(deps, session))) return refuse({ code: 'staff_proof_required' });
  const present = await listStaffPasskeys(deps.database, session.staffId);
  if (present.length >= MAX_PASSKEYS) return refuse({ code: 'staff_too_many_passkeys', limit: MAX_PASSKEYS });
  const owner = {
    userHandle: handleOf(session.staffId),
    ...{ userName: session.account, displayName: session.name },
  };
  const shop = { rpId: place.value.rpId, rpName: BACK_OFFICE_NAME };
  const known = present.map(describePasskey);
  return ok(await passkeyCreation(deps.challenges, shop, session.sessionId, owner, known));
}

/**
 * Keeps the passkey that a device has made. Refuses, in this order: `staff_passkeys_not_here`, `staff_passkey_name_invalid`,
 * `staff_proof_required`, `staff_passkey_rejected`, `staff_challenge_expired`, `staff_too_many_passkeys`,
 * `staff_passkey_exists`.
 */
export async function addOwnPasskey(
  deps: StaffDeps,
  session: StaffSession,
  added: { readonly response: unknown; readonly name: string },
): Promise<Result<StaffPasskey, AddPasskeyRefusal>> {
  const place = whereOffered(deps.passkeyPlace);
  if (!place.ok) return place;
  const name = readPasskeyName(added.name);
  if (name === undefined) return refuse({ code: 'staff_passkey_name_invalid' });
  if (!(await isProved(deps, session))) return refuse({ code: 'staff_proof_required' });
  const said = readRegistration(added.response);
  if (said === undefined) return refuse({ code: 'staff_passkey_rejected' });
  if (!(await deps.challenges.take('add', session.sessionId, said.challenge)))
    return refuse({ code: 'staff_challenge_expired' });
  const made = await verifyRegistration(place.value, said);
  if (made === undefined) return refuse({ code: 'staff_passkey_rejected' });
  const now = deps.clock.now();
  const passkey = {
    ...{ ...made, id: newUuid(now), memberId: session.staffId, name },
    ...{ createdAt: now, lastUsedAt: null, copiedAt: null },
  };
  return inTransaction(deps.database, async (tx) => {
    await lockMember(tx, session.staffId);
    if ((await listStaffPasskeys(tx, session.staffId)).length >= MAX_PASSKEYS)
      return refuse({ code: 'staff_too_many_passkeys', limit: MAX_PASSKEYS });
    if (!(await insertStaffPasskey(tx, passkey))) return refuse({ code: 'staff_passkey_exists' });
    const subject = { kind: 'staff_passkey', id: passkey.id };
    await record(tx, [actBy(session, now, { what: 'passkey:add', subject, after: { name } })]);
    return ok(presentStaffPasskey(passkey));
  });
}

/** Undefined where the member has no such passkey. */
export async function renameOwnPasskey(
  { database, clock }: StaffDeps,
  session: StaffSession,
  id: string,
  typed: string,
): Promise<Result<StaffPasskey | undefined, { readonly code: 'staff_passkey_name_invalid' }>> {
  const name = readPasskeyName(typed);
  if (name === undefined) return refuse({ code: 'staff_passkey_name_invalid' });
  return inTransaction(database, async (tx) => {
    const renamed = await renameStaffPasskey(tx, session.staffId, id, name);
    if (renamed === undefined) return ok(undefined);
    const subject = { kind: 'staff_passkey', id };
    await record(tx, [actBy(session, clock.now(), { what: 'passkey:rename', subject, after: { name } })]);
    return ok(presentStaffPasskey(renamed));
  });
}

export type RemoveRefusal = ProofRequired | { readonly code: 'staff_last_way_in' };

/**
 * Needs a proof. False where the member has no such passkey. Refuses `staff_last_way_in` where they would have nothing left to
 * sign in by.
 */
export async function removeOwnPasskey(
  deps: StaffDeps,
  session: StaffSession,
  id: string,
): Promise<Result<boolean, RemoveRefusal>> {
  if (!(await isProved(deps, session))) return refuse({ code: 'staff_proof_required' });
  return inTransaction(deps.database, async (tx) => {
    const { hasPassword } = await lockMember(tx, session.staffId);
    const present = await listStaffPasskeys(tx, session.staffId);
    if (!present.some((passkey) => passkey.id === id)) return ok(false);
    if (!hasPassword && present.length === 1) return refuse({ code: 'staff_last_way_in' });
    const name = await deleteStaffPasskey(tx, session.staffId, id);
    const subject = { kind: 'staff_passkey', id };
    const did = { what: 'passkey:remove', subject, before: { name: name ?? '' } };
    await record(tx, [actBy(session, deps.clock.now(), did)]);
    return ok(true);
  });
}
