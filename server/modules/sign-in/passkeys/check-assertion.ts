import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Clock } from '../../../kernel/clock.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import type { Challenges } from '../../../platform/webauthn/challenges.ts';
import { hashCredential } from './hash-credential.ts';
import type { AssertionRefusal } from './passkey.ts';
import type { PasskeyPlace } from '../../../platform/webauthn/passkey-place.ts';
import { readAssertion, verifyAssertion } from '../../../platform/webauthn/verify-passkey.ts';
import { findCredentialOwner, findPasskey, saveSuspicion, saveUse } from './passkeys.sql.ts';
import { provesFrom } from './proves-from.ts';

export type CheckDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly challenges: Challenges;
};

export type Assertion = {
  readonly place: Extract<PasskeyPlace, { offered: true }>;
  readonly purpose: 'sign-in' | 'proof';
  readonly holder: string;
  /** Whose passkey it must be; anyone's where left out. */
  readonly customerId?: CustomerId;
  readonly response: unknown;
};

export type Asserted = { readonly customerId: CustomerId; readonly provesFrom: Date };

/**
 * Whose passkey signed our challenge, on a page of ours that no other site frames, with the person there and verified. Refuses, in this order:
 * `passkey_rejected` (it is no such answer), `challenge_expired` (unknown, used, too old, or of somebody else),
 * `passkey_unknown`, `passkey_rejected` (anything that was signed is not as it must be), `passkey_copied`.
 */
export async function checkAssertion(
  deps: CheckDeps,
  { place, purpose, holder, customerId, response }: Assertion,
): Promise<Result<Asserted, AssertionRefusal>> {
  const said = readAssertion(response);
  if (said === undefined) return refuse({ code: 'passkey_rejected' });
  if (!(await deps.challenges.take(purpose, holder, said.challenge)))
    return refuse({ code: 'challenge_expired' });

  const { id } = said.response;
  const owner = await findCredentialOwner(deps.database, hashCredential(deps.sealing, id));
  if (owner === undefined || (customerId !== undefined && owner !== customerId))
    return refuse({ code: 'passkey_unknown' });
  const passkey = await findPasskey(deps.database, owner, Buffer.from(id, 'base64url'));
  if (passkey === undefined) return refuse({ code: 'passkey_unknown' });

  const isMeant = isHandleRight(purpose, passkey.userHandle, said.response);
  const verified = isMeant ? await verifyAssertion(place, passkey.publicKey, said) : undefined;
  if (verified === undefined) return refuse({ code: 'passkey_rejected' });
  const { newCounter, credentialBackedUp } = verified;
  const use = { customerId: owner, passkeyId: passkey.id, counter: newCounter, backedUp: credentialBackedUp };
  if (await saveUse(deps.database, { ...use, now: deps.clock.now() }))
    return ok({ customerId: owner, provesFrom: provesFrom(passkey) });
  const isThere = await saveSuspicion(deps.database, owner, passkey.id, deps.clock.now());
  return refuse({ code: isThere ? 'passkey_copied' : 'passkey_unknown' });
}

/** Who has not said who they are must be named by the device; a device that was asked for one passkey may leave it out. */
function isHandleRight(
  purpose: Assertion['purpose'],
  userHandle: Buffer,
  { response }: AuthenticationResponseJSON,
): boolean {
  if (response.userHandle == null) return purpose === 'proof';
  return Buffer.from(response.userHandle, 'base64url').equals(userHandle);
}
