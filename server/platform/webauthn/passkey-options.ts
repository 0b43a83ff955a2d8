import type {
  AuthenticatorTransport,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { ChallengePurpose } from './passkey-challenges.sql.ts';
import { CEREMONY_MS, type Challenges } from './challenges.ts';
import { ALGORITHMS } from './verify-passkey.ts';
import { loadWebAuthn } from './webauthn.ts';

/** By which a browser finds the device that holds a passkey. */
export type PasskeyDescription = { id: string; transports: AuthenticatorTransport[] };

export function describePasskey({
  credentialId,
  transports,
}: {
  readonly credentialId: Buffer;
  readonly transports: readonly string[];
}): PasskeyDescription {
  return {
    id: credentialId.toString('base64url'),
    // As the browser has told them; one that knows none of them ignores them.
    transports: transports as AuthenticatorTransport[],
  };
}

/** What a device is to sign. `allowed`: the passkeys that may sign it; any that the device has where there is none. */
export async function passkeyRequest(
  challenges: Challenges,
  rpId: string,
  purpose: Exclude<ChallengePurpose, 'add'>,
  holder: string,
  allowed: PasskeyDescription[],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await loadWebAuthn();
  return generateAuthenticationOptions({
    rpID: rpId,
    challenge: await challenges.issue(purpose, holder),
    timeout: CEREMONY_MS,
    userVerification: 'required',
    allowCredentials: allowed,
  });
}

/** Whom a device is to make a passkey for, in the words that it shows when it asks which one to use. */
export type PasskeyOwner = {
  readonly userHandle: Buffer;
  readonly userName: string;
  readonly displayName: string;
};

/** What a device needs to make a passkey. `present`: those that the person has; a device that holds one makes no second. */
export async function passkeyCreation(
  challenges: Challenges,
  { rpId, rpName }: { readonly rpId: string; readonly rpName: string },
  holder: string,
  { userHandle, userName, displayName }: PasskeyOwner,
  present: PasskeyDescription[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await loadWebAuthn();
  return generateRegistrationOptions({
    rpName,
    rpID: rpId,
    userID: new Uint8Array(userHandle),
    userName,
    userDisplayName: displayName,
    challenge: await challenges.issue('add', holder),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    // Kept by the device together with whose it is, so that nothing has to be typed to sign in.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: present,
  });
}
