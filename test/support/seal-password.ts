import { CompactEncrypt } from 'jose/jwe/compact/encrypt';
import { importJWK } from 'jose/key/import';
import type { JWK } from 'jose';

type Sealing = {
  readonly keyId: string;
  readonly jwk: JWK;
  /** In seconds. */
  readonly issuedAt: number;
};

/**
 * Seals as any program may, by what `GET /auth/password-key` answers: a compact JWE. What `header` says stands in the place
 * of what it should say, and the rest is sealed as that asks for.
 */
export async function sealPassword(
  { keyId, jwk, issuedAt }: Sealing,
  password: string | Uint8Array,
  header: object = {},
): Promise<string> {
  const all = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: keyId, iat: issuedAt, ...header };
  return new CompactEncrypt(Buffer.from(password))
    .setProtectedHeader(all)
    .encrypt(await importJWK(jwk, all.alg));
}
