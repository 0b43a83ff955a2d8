import { verify, X509Certificate, type KeyObject } from 'node:crypto';
import { readPublicKey } from '../../../../platform/read-keys.ts';
import type { AlipayTrust } from './settings.ts';

/** Alipay's key, by which answers and notices are verified. Throws where there is none in the settings. */
export function alipayKeyOf(trust: AlipayTrust): KeyObject {
  return trust.mode === 'key'
    ? readPublicKey(trust.publicKey)
    : new X509Certificate(trust.alipayCertificate).publicKey;
}

/** RSA2: SHA-256 with RSA (PKCS #1 v1.5), in Base64 without anything beside it. */
export function isSigned(signed: Buffer, signature: string, key: KeyObject): boolean {
  const isBase64 = signature.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(signature);
  return isBase64 && verify('sha256', signed, key, Buffer.from(signature, 'base64'));
}

export type SignedAnswer = {
  /** The very bytes of the inner object, which are what is signed. */
  readonly signed: Buffer;
  readonly signature: string | undefined;
  readonly certSn: string | undefined;
};

const ERROR = 'error_response';

/**
 * Cuts an answer apart as it came: `{"alipay_trade_query_response":{…},"sign":"…"}`. It is not parsed before it is verified, as
 * writing it anew would not give the same bytes. Undefined where it has no such form.
 */
export function cutAnswer(bytes: Buffer, method: string): SignedAnswer | undefined {
  // One character a byte, so that places in the text are places in the bytes, in whatever charset they are.
  const text = bytes.toString('latin1');
  const begin = findValue(text, `${method.replaceAll('.', '_')}_response`) ?? findValue(text, ERROR);
  if (begin === undefined) return undefined;
  // The last one: the object itself may have a field of that name.
  const sign = text.lastIndexOf('"sign"');
  const behind = sign > begin ? sign : text.lastIndexOf('}');
  const end = text.lastIndexOf('}', behind - 1) + 1;
  if (end <= begin) return undefined;
  const outside = text.slice(end);
  return {
    signed: bytes.subarray(begin, end),
    signature: /"sign"\s*:\s*"([^"]+)"/.exec(outside)?.[1]?.replaceAll('\\/', '/'),
    certSn: /"alipay_cert_sn"\s*:\s*"([0-9a-f]+)"/.exec(outside)?.[1],
  };
}

/** Where the object begins that stands under this name. */
function findValue(text: string, name: string): number | undefined {
  const found = new RegExp(`"${name}"\\s*:\\s*(?=\\{)`).exec(text);
  return found === null ? undefined : found.index + found[0].length;
}

/** The object that verified bytes hold: in UTF-8, or in GBK as errors may come. Undefined where they hold none. */
export function readObject(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  const value = parse(decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030') ?? '');
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Undefined where the bytes are no text of that charset, or there is no such charset. */
export function decode(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The caller has another charset to try, or takes it for no text.
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of something that stands before the service. The caller takes it for silence.
    return undefined;
  }
}
