import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
  VerifiedAuthenticationResponse,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server';
import type { PasskeyPlace } from './passkey-place.ts';
import { clientDataIn, isAssertion, isRegistration } from './passkey-response.ts';
import { loadWebAuthn } from './webauthn.ts';

/** ES256, EdDSA, RS256: what devices have. */
export const ALGORITHMS = [-7, -8, -257];

type Place = Extract<PasskeyPlace, { offered: true }>;

/** An answer of a browser, with the challenge that it says it signed. Nothing of it is proved before it is verified. */
export type Said<Response> = {
  readonly response: Response;
  readonly challenge: string;
  /** Whether the page stood in a frame of another site. */
  readonly isFramed: boolean;
};

/** Undefined where it is no answer of a passkey. */
export function readAssertion(response: unknown): Said<AuthenticationResponseJSON> | undefined {
  if (!isAssertion(response)) return undefined;
  const said = clientDataIn(response.response.clientDataJSON);
  return said && { response, ...said };
}

/** Undefined where it is no passkey that was made. */
export function readRegistration(response: unknown): Said<RegistrationResponseJSON> | undefined {
  if (!isRegistration(response)) return undefined;
  const said = clientDataIn(response.response.clientDataJSON);
  return said && { response, ...said };
}

/** Undefined where frame, origin, host, presence, verification of the person or signature is not as it must be. */
export async function verifyAssertion(
  { origin, rpId }: Place,
  publicKey: Buffer,
  { response, challenge, isFramed }: Said<AuthenticationResponseJSON>,
): Promise<VerifiedAuthenticationResponse['authenticationInfo'] | undefined> {
  if (isFramed) return undefined;
  const { verifyAuthenticationResponse } = await loadWebAuthn();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      // The counter is compared where it is stored, in one statement: a look at it before would let two at once pass.
      credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: 0 },
    });
    return verified ? authenticationInfo : undefined;
  } catch {
    // The package throws plain errors for whatever does not fit. All that it is given comes from the caller, and it asks
    // neither database nor network, so an error here is the caller's.
    return undefined;
  }
}

/** What is kept of a passkey that a device has made. */
export type MadePasskey = {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: string[];
  readonly deviceType: 'singleDevice' | 'multiDevice';
  readonly backedUp: boolean;
};

/** Undefined where frame, origin, host, presence, verification of the person or the key is not as it must be. */
export async function verifyRegistration(
  { origin, rpId }: Place,
  { response, challenge, isFramed }: Said<RegistrationResponseJSON>,
): Promise<MadePasskey | undefined> {
  if (isFramed) return undefined;
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
    return verified ? describeMade(registrationInfo) : undefined;
  } catch {
    // As with assertions: the package throws plain errors for what the caller sent, and asks nobody else.
    return undefined;
  }
}

function describeMade({
  credential,
  credentialDeviceType,
  credentialBackedUp,
}: NonNullable<VerifiedRegistrationResponse['registrationInfo']>): MadePasskey {
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    deviceType: credentialDeviceType,
    backedUp: credentialBackedUp,
  };
}
