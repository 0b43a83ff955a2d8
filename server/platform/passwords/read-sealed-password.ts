import type { webcrypto } from 'node:crypto';

/** How old a sealed password may be, and how far in the future: from a device that has the shop's time, about nothing. */
export const GOOD_FOR_MS = 5 * 60_000;
/** What it has to be sealed by, whatever its own header would have; and nothing is unpacked that was packed small. */
const OURS = {
  keyManagementAlgorithms: ['RSA-OAEP-256'],
  contentEncryptionAlgorithms: ['A256GCM'],
  maxDecompressedLength: 0,
};

export type ReadPassword = {
  readonly password: string;
  /** Sixteen bytes that nobody can change who does not have the content key, however the rest is written. */
  readonly tag: Uint8Array;
};

/**
 * What was sealed lately for a key that `findKey` knows by its id: a JWE in compact form (RFC 7516) by RSA-OAEP-256 and
 * A256GCM, whose header names the key (`kid`) and the time (`iat`, in seconds), so that any program can make one and no
 * password is too long for it. Undefined for all else: why it does not open must not be told.
 */
export async function readSealedPassword(
  findKey: (keyId: string) => Promise<webcrypto.CryptoKey | undefined>,
  sealed: string,
  now: Date,
): Promise<ReadPassword | undefined> {
  // On first use: a shop starts without it.
  const [{ compactDecrypt }, { JOSEError, JWEInvalid }, { decode }] = await Promise.all([
    import('jose/jwe/compact/decrypt'),
    import('jose/errors'),
    import('jose/base64url'),
  ]);
  async function keyOf({ kid, iat }: { kid?: unknown; iat?: unknown }): Promise<webcrypto.CryptoKey> {
    const isTimely = Number.isInteger(iat) && Math.abs(now.getTime() - (iat as number) * 1000) <= GOOD_FOR_MS;
    const key = isTimely && typeof kid === 'string' ? await findKey(kid) : undefined;
    if (key === undefined) throw new JWEInvalid('not sealed for a key of ours, or not now');
    return key;
  }
  try {
    const { plaintext } = await compactDecrypt(sealed, keyOf, OURS);
    const password = readText(plaintext);
    // As bytes: the same tag can be written in several ways.
    return password === undefined ? undefined : { password, tag: decode(sealed.split('.')[4]!) };
  } catch (error) {
    if (error instanceof JOSEError) return undefined;
    throw error;
  }
}

/** An empty one is no password, and a NUL could not be said over the other way either. */
function readText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text === '' || text.includes('\0') ? undefined : text;
  } catch {
    // No text at all, so sealed by no page of ours.
    return undefined;
  }
}
