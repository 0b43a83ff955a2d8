import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../../kernel/clock.ts';
import { isSealedResource, openResource } from './open-resource.ts';

/** Certificates are looked at anew this often: a new one is there ten days before the old one ends. */
const FETCH_EVERY_MS = 12 * 3_600_000;
/** However many unknown serials come by, forged ones among them, WeChat is asked no more often. */
const FETCH_AGAIN_AFTER_MS = 60_000;
const PUBLIC_KEY_PREFIX = 'PUB_KEY_ID_';

/** The keys by which WeChat signs, by their serial. */
export type PlatformKeys = {
  /**
   * The key of a serial. One that is not known is looked for among the platform certificates of now, so that they are changed
   * at WeChat without a restart here; undefined where there is none.
   */
  find(serial: string): Promise<KeyObject | undefined>;
  /** Asks for the certificates of now, whenever that was done last. False: there are none, or nobody answers. */
  fetchNow(): Promise<boolean>;
  /** The public key's id, which tells WeChat by which key to answer; undefined where certificates alone are used. */
  readonly publicKeyId: string | undefined;
};

type Certificate = { readonly key: KeyObject; readonly endsAt: Date };

export function makePlatformKeys({
  publicKey,
  clock,
  fetchCertificates,
}: {
  readonly publicKey: { readonly id: string; readonly pem: string } | undefined;
  readonly clock: Clock;
  /** The certificates of now; undefined where nobody answers. */
  fetchCertificates(): Promise<ReadonlyMap<string, Certificate> | undefined>;
}): PlatformKeys {
  const ownKey = publicKey && createPublicKey(publicKey.pem);
  let certificates: ReadonlyMap<string, Certificate> = new Map();
  let [askedAt, hadAt] = [-Infinity, -Infinity];
  let underWay: Promise<boolean> | undefined;

  async function fetchAgain(): Promise<boolean> {
    askedAt = clock.now().getTime();
    const fetched = await fetchCertificates();
    if (fetched === undefined) return false;
    certificates = fetched;
    hadAt = clock.now().getTime();
    return true;
  }

  const refresh = (): Promise<boolean> =>
    (underWay ??= fetchAgain().finally(() => {
      underWay = undefined;
    }));

  return {
    publicKeyId: publicKey?.id,
    fetchNow: refresh,
    async find(serial) {
      if (serial.startsWith(PUBLIC_KEY_PREFIX)) return serial === publicKey?.id ? ownKey : undefined;
      const now = clock.now().getTime();
      const isStale = !certificates.has(serial) || now - hadAt > FETCH_EVERY_MS;
      if (underWay !== undefined || (isStale && now - askedAt > FETCH_AGAIN_AFTER_MS)) await refresh();
      const certificate = certificates.get(serial);
      return certificate !== undefined && clock.now() < certificate.endsAt ? certificate.key : undefined;
    },
  };
}

/**
 * The certificates of an answer of `GET /v3/certificates`, opened by the APIv3 key: whoever does not have it cannot make
 * one. Undefined where the answer has another form or was sealed by another key.
 */
export function openCertificates(
  apiV3Key: string,
  answer: unknown,
): ReadonlyMap<string, Certificate> | undefined {
  const list = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(list)) return undefined;
  const certificates = new Map<string, Certificate>();
  for (const { serial_no: serial, encrypt_certificate: sealed } of list as Record<string, unknown>[]) {
    const pem = isSealedResource(sealed) ? openResource(apiV3Key, sealed) : undefined;
    if (pem === undefined || typeof serial !== 'string') return undefined;
    const certificate = new X509Certificate(pem);
    if (certificate.serialNumber !== serial.toUpperCase()) return undefined;
    certificates.set(serial, { key: certificate.publicKey, endsAt: new Date(certificate.validTo) });
  }
  return certificates;
}
