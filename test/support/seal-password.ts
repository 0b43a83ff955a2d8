import { webcrypto } from 'node:crypto';

type Sealing = {
  readonly keyId: string;
  readonly jwk: object;
  /** In seconds. */
  readonly issuedAt: number;
};

/** Seals as a page does, by what `GET /auth/password-key` answers: a compact JWE. */
export async function sealPassword(
  { keyId, jwk, issuedAt }: Sealing,
  password: string,
  header: object = {},
): Promise<string> {
  const { subtle } = webcrypto;
  const protectedHeader = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: keyId, iat: issuedAt, ...header };
  const aad = Buffer.from(JSON.stringify(protectedHeader)).toString('base64url');
  const rsa = await subtle.importKey('jwk', jwk, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const contentKey = webcrypto.getRandomValues(new Uint8Array(32));
  const iv = webcrypto.getRandomValues(new Uint8Array(12));
  const aes = await subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']);
  const sealed = Buffer.from(
    await subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: Buffer.from(aad) },
      aes,
      Buffer.from(password),
    ),
  );
  const wrapped = Buffer.from(await subtle.encrypt({ name: 'RSA-OAEP' }, rsa, contentKey));
  const rest = [wrapped, Buffer.from(iv), sealed.subarray(0, -16), sealed.subarray(-16)];
  return [aad, ...rest.map((part) => part.toString('base64url'))].join('.');
}
