import { Type, type Static } from 'typebox';
import type { GivenPassword } from './password.ts';

/** Longer than a password may be, so that a long one is refused by name. One of the two is given. */
export const PASSWORD_FIELDS = {
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
  sealedPassword: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 8192,
      description:
        'In place of `password`: a JWE in compact form, `alg` RSA-OAEP-256, `enc` A256GCM, `kid` and `iat` (seconds) as `GET /auth/password-key` answers them.',
    }),
  ),
};
export const PasswordSchema = Type.Object(PASSWORD_FIELDS, { additionalProperties: false });

/** What was given, or undefined where it is neither or both. */
export function givenIn({
  password,
  sealedPassword,
}: Static<typeof PasswordSchema>): GivenPassword | undefined {
  if (password !== undefined) return sealedPassword === undefined ? { password } : undefined;
  return sealedPassword === undefined ? undefined : { sealedPassword };
}
