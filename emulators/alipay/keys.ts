import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { makeCertificate } from '../make-certificate.ts';

/** What Alipay and its one merchant have of each other. PEM throughout. */
export type Keys = {
  readonly appId: string;
  /** Whose account gets the money. */
  readonly sellerId: string;
  readonly app: Pair;
  readonly alipay: Pair;
  /** The same two as certificates, for a merchant who has asked for them. */
  readonly appCertificate: string;
  readonly alipayCertificate: string;
  readonly rootCertificates: string;
};

type Pair = { readonly publicKey: string; readonly privateKey: string };

const FIVE_YEARS_MS = 5 * 365 * 86_400_000;

export function makeKeys(now: Date): Keys {
  const [from, until] = [new Date(now.getTime() - 86_400_000), new Date(now.getTime() + FIVE_YEARS_MS)];
  const certify = (commonName: string, serial: string): Pair & { readonly pem: string } => {
    const { pem, privateKey } = makeCertificate({ commonName, serial, from, until });
    return {
      pem,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    };
  };
  const [app, alipay] = [
    certify('app (emulator)', '2026112700000001'),
    certify('Alipay (emulator)', '2026112700000002'),
  ];
  const pairOf = ({ publicKey, privateKey }: Pair): Pair => ({ publicKey, privateKey });
  return {
    appId: '2021990000000109',
    sellerId: '2088990000000109',
    app: pairOf(app),
    alipay: pairOf(alipay),
    appCertificate: app.pem,
    alipayCertificate: alipay.pem,
    rootCertificates: certify('root (emulator)', '2026112700000003').pem,
  };
}

/** What a certificate is called in requests and answers: a hash of its issuer, the last part first, and its number in decimal. */
export function nameOfCertificate(pem: string): string {
  const { issuer, serialNumber } = new X509Certificate(pem);
  const named = issuer.split('\n').toReversed().join(',');
  return createHash('md5')
    .update(`${named}${BigInt(`0x${serialNumber}`)}`)
    .digest('hex');
}
