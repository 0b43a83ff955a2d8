import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Type, type TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** What a browser adds later is let through: the answer is made by it, not by us, and only what is read here counts. */
const open = { additionalProperties: true };

/** Bytes in base64url without padding. */
const Bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' });

/** An id has 1023 bytes at most (WebAuthn, 4). */
const CredentialId = Bytes(1364);

const answerOf = <Response extends TSchema>(response: Response) =>
  Type.Object(
    {
      id: CredentialId,
      rawId: CredentialId,
      type: Type.Literal('public-key'),
      response,
      authenticatorAttachment: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
      clientExtensionResults: Type.Optional(Type.Object({}, open)),
    },
    open,
  );

/** What `startAuthentication` of `@simplewebauthn/browser` answers, or `toJSON` of the browser's own answer. */
export const AssertionSchema = answerOf(
  Type.Object(
    {
      clientDataJSON: Bytes(4096),
      authenticatorData: Bytes(4096),
      signature: Bytes(8192),
      userHandle: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null()])),
    },
    open,
  ),
);

/** The same of `startRegistration`. */
export const RegistrationSchema = answerOf(
  Type.Object(
    {
      clientDataJSON: Bytes(4096),
      attestationObject: Bytes(32_768),
      transports: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 10 })),
    },
    open,
  ),
);

export function isAssertion(response: unknown): response is AuthenticationResponseJSON {
  return Value.Check(AssertionSchema, response);
}

export function isRegistration(response: unknown): response is RegistrationResponseJSON {
  return Value.Check(RegistrationSchema, response);
}

/** The challenge that a device has signed, as it says itself: undefined where it says none. */
export function challengeIn(clientDataJson: string): string | undefined {
  let said: unknown;
  try {
    said = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const challenge = (said as { challenge?: unknown } | null)?.challenge;
  return typeof challenge === 'string' ? challenge : undefined;
}
