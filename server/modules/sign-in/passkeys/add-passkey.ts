import { randomBytes } from 'node:crypto';
import type {
  AuthenticatorTransport,
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server';
import { newUuid } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import type { Emit } from '../../../platform/events.ts';
import type { Session } from '../way-in.ts';
import { isProved } from '../proofs/prove-session.ts';
import { changeBy, type SignInEvent } from '../sign-in.events.ts';
import { CEREMONY_MS } from '../../../platform/webauthn/challenges.ts';
import type { CheckDeps } from './check-assertion.ts';
import { hashCredential } from './hash-credential.ts';
import type { AddPasskeyRefusal, PasskeyInfo, TooManyPasskeys } from './passkey.ts';
import { readPasskeyName } from './passkey-name.ts';
import type { PasskeyPlace } from '../../../platform/webauthn/passkey-place.ts';
import { clientDataIn, isRegistration } from '../../../platform/webauthn/passkey-response.ts';
import {
  claimCredential,
  claimUserHandle,
  insertPasskey,
  listPasskeys,
  lockPasskeys,
  type StoredPasskey,
} from './passkeys.sql.ts';
import { presentPasskey, sealPasskeyName, type NameDeps } from './seal-passkey-name.ts';
import { loadWebAuthn } from '../../../platform/webauthn/webauthn.ts';

const MAX_PASSKEYS = 10;
const SHOP_NAME = 'KS 在线下单';
/** ES256, EdDSA, RS256: what devices have. */
const ALGORITHMS = [-7, -8, -257];

type Place = Extract<PasskeyPlace, { offered: true }>;
export type AddDeps = CheckDeps & NameDeps & { readonly emit: Emit<SignInEvent> };

export type PasskeyDescription = { id: string; transports: AuthenticatorTransport[] };

/** By which a browser finds the device that holds a passkey. */
export function describe({ credentialId, transports }: StoredPasskey): PasskeyDescription {
  return {
    id: credentialId.toString('base64url'),
    // As the browser has told them; one that knows none of them ignores them.
    transports: transports as AuthenticatorTransport[],
  };
}

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
  const { generateRegistrationOptions } = await loadWebAuthn();
  const options = await generateRegistrationOptions({
    rpName: SHOP_NAME,
    rpID: rpId,
    userID: new Uint8Array(userHandle),
    userName: session.phoneMasked,
    userDisplayName: session.displayName,
    challenge: await deps.challenges.issue('add', session.sessionId),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    // Kept by the device together with whose it is, so that nothing has to be typed to sign in.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: present.map(describe),
  });
  return ok(options);
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
  const { response } = added;
  const said = isRegistration(response) ? clientDataIn(response.response.clientDataJSON) : undefined;
  if (!isRegistration(response) || said === undefined) return refuse({ code: 'passkey_rejected' });
  if (!(await deps.challenges.take('add', session.sessionId, said.challenge)))
    return refuse({ code: 'challenge_expired' });
  const verified = said.isFramed ? undefined : await verify(place, said.challenge, response);
  if (verified === undefined) return refuse({ code: 'passkey_rejected' });

  const dataKey = await deps.dataKey(session.customerId);
  const id = newUuid(deps.clock.now());
  const nameSealed = sealPasskeyName(deps, dataKey, id, name);
  const addedAfterCode = await isProved(deps, session, 'add_passkey', ['code']);
  const passkey = describeMade(verified, { id, nameSealed, addedAfterCode, createdAt: deps.clock.now() });
  const kept = await keep(deps, session, passkey, added.language);
  if (!kept.ok) return kept;
  return ok(presentPasskey(deps, dataKey, passkey));
}

type Made = NonNullable<VerifiedRegistrationResponse['registrationInfo']>;

/** Undefined where origin, host, presence, verification of the person or the key is not as it must be. */
async function verify(
  { origin, rpId }: Place,
  challenge: string,
  response: RegistrationResponseJSON,
): Promise<Made | undefined> {
  const { verifyRegistrationResponse } = await loadWebAuthn();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return verified ? registrationInfo : undefined;
  } catch {
    // As with assertions: the package throws plain errors for what the caller sent, and asks nobody else.
    return undefined;
  }
}

function describeMade(
  { credential, credentialDeviceType, credentialBackedUp }: Made,
  of: Pick<StoredPasskey, 'id' | 'nameSealed' | 'addedAfterCode' | 'createdAt'>,
): StoredPasskey {
  return {
    ...of,
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    deviceType: credentialDeviceType,
    backedUp: credentialBackedUp,
    lastUsedAt: null,
    copiedAt: null,
  };
}

async function keep(
  { database, sealing, emit }: AddDeps,
  { customerId }: Session,
  passkey: StoredPasskey,
  language: Language,
): Promise<Result<null, TooManyPasskeys | { readonly code: 'passkey_exists' }>> {
  const credentialHash = hashCredential(sealing, passkey.credentialId.toString('base64url'));
  return inTransaction<Awaited<ReturnType<typeof keep>>>(database, async (tx, writes) => {
    await lockPasskeys(tx, customerId);
    const present = await listPasskeys(tx, customerId);
    if (present.length >= MAX_PASSKEYS) return refuse({ code: 'too_many_passkeys', limit: MAX_PASSKEYS });
    if (!(await claimCredential(tx, credentialHash, customerId))) return refuse({ code: 'passkey_exists' });
    const change = changeBy(customerId, language, passkey.createdAt);
    writes.push(
      insertPasskey(tx, customerId, passkey),
      emit(tx, [{ type: 'passkey_added', ...change, passkeyId: passkey.id }]),
    );
    return ok(null);
  });
}
