import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { makeCertificate } from '../make-certificate.ts';

/** What WeChat Pay and its one merchant have of each other. PEM throughout. */
export type Keys = {
  readonly mchId: string;
  readonly appId: string;
  readonly merchantSerial: string;
  readonly merchantKey: string;
  readonly merchantPublicKey: string;
  readonly apiV3Key: string;
  readonly publicKey: { readonly id: string; readonly pem: string; readonly privateKey: string };
  /** Platform certificates, the newest first: by that is signed. */
  readonly certificates: readonly PlatformCertificate[];
};

export type PlatformCertificate = {
  readonly serial: string;
  readonly pem: string;
  readonly privateKey: string;
  /** ISO 8601. */
  readonly from: string;
  readonly until: string;
};

const FIVE_YEARS_MS = 5 * 365 * 86_400_000;

export function makeKeys(now: Date): Keys {
  const [merchant, own] = [newPair(), newPair()];
  return {
    mchId: '1900000109',
    appId: 'wx5a1c0de0e4b1a002',
    merchantSerial: newSerial(),
    merchantKey: merchant.privateKey,
    merchantPublicKey: merchant.publicKey,
    apiV3Key: randomBytes(16).toString('hex'),
    publicKey: {
      id: `PUB_KEY_ID_0119000001092026112700${randomBytes(5).toString('hex')}`,
      pem: own.publicKey,
      privateKey: own.privateKey,
    },
    certificates: [makePlatformCertificate(now)],
  };
}

export function makePlatformCertificate(now: Date): PlatformCertificate {
  const serial = newSerial();
  const [from, until] = [new Date(now.getTime() - 86_400_000), new Date(now.getTime() + FIVE_YEARS_MS)];
  const { pem, privateKey } = makeCertificate({ commonName: 'Tenpay.com (emulator)', serial, from, until });
  return {
    serial,
    pem,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    from: from.toISOString(),
    until: until.toISOString(),
  };
}

/** 40 hexadecimal digits, the first below 8: a positive number in DER. */
const newSerial = (): string => `5${randomBytes(20).toString('hex').slice(1)}`.toUpperCase();

function newPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
