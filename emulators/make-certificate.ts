import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** One value of DER (X.690): tag, length, content. */
function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
const SEQUENCE = 0x30;
/** sha256WithRSAEncryption, its parameters null. */
const SIGNED_BY = der(SEQUENCE, Buffer.from('06092a864886f70d01010b0500', 'hex'));

/** A name that is a common name alone. */
function nameOf(commonName: string): Buffer {
  const named = der(SEQUENCE, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(commonName)));
  return der(SEQUENCE, der(0x31, named));
}

/**
 * A certificate with its key (RSA of 2048 bits): programs that make some are not everywhere. It vouches for itself, unless somebody
 * else does.
 */
export function makeCertificate({
  commonName,
  serial,
  from,
  until,
  issuer,
  pair = generateKeyPairSync('rsa', { modulusLength: 2048 }),
}: {
  readonly commonName: string;
  /** Hexadecimal, its first digit below 8. */
  readonly serial: string;
  readonly from: Date;
  readonly until: Date;
  readonly issuer?: { readonly commonName: string; readonly privateKey: KeyObject };
  /** Left out: a new one, which takes a tenth of a second. */
  readonly pair?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}): { readonly pem: string; readonly privateKey: KeyObject } {
  const { privateKey, publicKey } = pair;
  const time = (at: Date): Buffer =>
    der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`));
  const body = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from(serial, 'hex')),
    SIGNED_BY,
    nameOf(issuer?.commonName ?? commonName),
    der(SEQUENCE, time(from), time(until)),
    nameOf(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const certificate = der(SEQUENCE, body, SIGNED_BY, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  return { pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`, privateKey };
}
