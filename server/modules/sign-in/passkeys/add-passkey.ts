import { randomBytes } from 'node:crypto';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { newUuid } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import type { Emit } from '../../../platform/events.ts';
import type { Session } from '../way-in.ts';
import { isProved } from '../proofs/prove-session.ts';
import { changeBy, type SignInEvent } from '../sign-in.events.ts';
import type { CheckDeps } from './check-assertion.ts';
import { hashCredential } from './hash-credential.ts';
import type { AddPasskeyRefusal, PasskeyInfo, TooManyPasskeys } from './passkey.ts';
import { readPasskeyName } from '../../../platform/webauthn/passkey-name.ts';
import type { PasskeyPlace } from '../../../platform/webauthn/passkey-place.ts';
import { describePasskey, passkeyCreation } from '../../../platform/webauthn/passkey-options.ts';
import { readRegistration, verifyRegistration } from '../../../platform/webauthn/verify-passkey.ts';
import {
  claimCredential,
  claimUserHandle,
  insertPasskey,
  listPasskeys,
  lockPasskeys,
  type StoredPasskey,
} from './passkeys.sql.ts';
import { presentPasskey, sealPasskeyName, type NameDeps } from './seal-passkey-name.ts';

const MAX_PASSKEYS = 10;

type Place = Extract<PasskeyPlace, { offered: true }>;
export type AddDeps = CheckDeps &
  NameDeps & {
    readonly emit: Emit<SignInEvent>;
    /** By which a device shows whose passkey it is. */
    shopName(): string;
  };

/** What a device needs to make a passkey. Refuses `step_up_required`, `too_many_passkeys`. */
export async function passkeyOptions(
  deps: AddDeps,
  { rpId }: Place,
  session: Session,
): Promise<
  Result<PublicKeyCredentialCreationOptionsJSON, { readonly code: 'step_up_required' } | TooManyPasskeys>
> {
  if (!(await isProved(deps, session, 'add_passkey'))) return refuse({ code: 'step_up_required' });
  const present = await listPasskeys(deps.database, session.customerId);
  if (present.length >= MAX_PASSKEYS) return refuse({ code: 'too_many_passkeys', limit: MAX_PASSKEYS });
  const userHandle = await claimUserHandle(deps.database, session.customerId, randomBytes(32));
  const owner = { userHandle, userName: session.phoneMasked, displayName: session.displayName };
  const { challenges } = deps;
  const shop = { rpId, rpName: deps.shopName() };
  return ok(await passkeyCreation(challenges, shop, session.sessionId, owner, present.map(describePasskey)));
}

/**
 * Keeps the passkey that a device has made. Refuses, in this order: `passkey_name_invalid`, `step_up_required`,
 * `passkey_rejected`, `challenge_expired`, `passkey_rejected`, `too_many_passkeys`, `passkey_exists`.
 */
export async function addPasskey(
  deps: AddDeps,
  place: Place,
  session: Session,
  added: { response: unknown; name: string; language: Language },
): Promise<Result<PasskeyInfo, AddPasskeyRefusal>> {
  const name = readPasskeyName(added.name);
  if (name === undefined) return refuse({ code: 'passkey_name_invalid' });
  if (!(await isProved(deps, session, 'add_passkey'))) return refuse({ code: 'step_up_required' });
  const said = readRegistration(added.response);
  if (said === undefined) return refuse({ code: 'passkey_rejected' });
  if (!(await deps.challenges.take('add', session.sessionId, said.challenge)))
    return refuse({ code: 'challenge_expired' });
  const made = await verifyRegistration(place, said);
  if (made === undefined) return refuse({ code: 'passkey_rejected' });

  const dataKey = await deps.dataKey(session.customerId);
  const id = newUuid(deps.clock.now());
  const nameSealed = sealPasskeyName(deps, dataKey, id, name);
  const addedAfterCode = await isProved(deps, session, 'add_passkey', ['code']);
  const createdAt = deps.clock.now();
  const passkey = {
    ...{ ...made, id, nameSealed, addedAfterCode, createdAt },
    ...{ lastUsedAt: null, copiedAt: null },
  };
  const kept = await keep(deps, session, passkey, added.language);
  if (!kept.ok) return kept;
  return ok(presentPasskey(deps, dataKey, passkey));
}

async function keep(
  { database, sealing, emit }: AddDeps,
  { customerId }: Session,
  passkey: StoredPasskey,
  language: Language,
): Promise<Result<null, TooManyPasskeys | { readonly code: 'passkey_exists' }>> {
  const credentialHash = hashCredential(sealing, passkey.credentialId.toString('base64url'));
  return inTransaction<Awaited<ReturnType<typeof keep>>>(database, async (tx, writes) => {
    if ((await lockPasskeys(tx, customerId)) >= MAX_PASSKEYS)
      return refuse({ code: 'too_many_passkeys', limit: MAX_PASSKEYS });
    if (!(await claimCredential(tx, credentialHash, customerId))) return refuse({ code: 'passkey_exists' });
    const change = changeBy(customerId, language, passkey.createdAt);
    writes.push(
      insertPasskey(tx, customerId, passkey),
      emit(tx, [{ type: 'passkey_added', ...change, passkeyId: passkey.id }]),
    );
    return ok(null);
  });
}
