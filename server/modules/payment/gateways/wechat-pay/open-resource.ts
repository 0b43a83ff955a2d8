import { createDecipheriv } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A part of a notice or of the list of certificates that is sealed by the APIv3 key. */
export type SealedResource = {
  readonly algorithm?: string;
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associated_data?: string;
};

export function isApiV3Key(key: string): boolean {
  return Buffer.byteLength(key) === KEY_BYTES;
}

export function isSealedResource(value: unknown): value is SealedResource {
  if (typeof value !== 'object' || value === null) return false;
  const { algorithm = 'AEAD_AES_256_GCM', ciphertext, nonce, associated_data = '' } = value as SealedResource;
  return (
    algorithm === 'AEAD_AES_256_GCM' &&
    typeof ciphertext === 'string' &&
    typeof nonce === 'string' &&
    typeof associated_data === 'string'
  );
}

/**
 * AES-256-GCM by the APIv3 key; the last 16 bytes of the ciphertext are the tag. Undefined where it was sealed by another
 * key, or was changed. A nonce or key of another length is looked at before the cipher is, which would take some.
 */
export function openResource(
  apiV3Key: string,
  { ciphertext, nonce, associated_data = '' }: SealedResource,
): Buffer | undefined {
  const sealed = Buffer.from(ciphertext, 'base64');
  if (!isApiV3Key(apiV3Key) || Buffer.byteLength(nonce) !== NONCE_BYTES || sealed.length < TAG_BYTES)
    return undefined;
  const cipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associated_data));
  cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = cipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([plain, cipher.final()]);
  } catch {
    // The tag does not fit: who sealed it has another key, or it was changed on its way. The caller refuses it.
    return undefined;
  }
}
