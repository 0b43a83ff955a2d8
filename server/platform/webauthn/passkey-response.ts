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

export type ClientData = {
  readonly challenge: string;
  /** Whether the page stood in a frame of another site, whose owner decides what the person sees around it. */
  readonly isFramed: boolean;
};

/** What a browser says of the page on which a device signed, as it says itself: undefined where it names no challenge. */
export function clientDataIn(clientDataJson: string): ClientData | undefined {
  let said: unknown;
  try {
    said = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { challenge, crossOrigin, topOrigin } = (said ?? {}) as Record<string, unknown>;
  if (typeof challenge !== 'string') return undefined;
  // The top is named only where it is another; some browsers do not name it, and older ones say nothing of frames at all.
  return { challenge, isFramed: (crossOrigin ?? false) !== false || topOrigin !== undefined };
}
