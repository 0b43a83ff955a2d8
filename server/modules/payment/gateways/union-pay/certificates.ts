import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../../kernel/clock.ts';

/** In whose name UnionPay signs: its certificates come from an authority that gives some to merchants too. */
const UNION_PAY_NAME = '中国银联股份有限公司';
const BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;
/** So many of the certificates that came with answers are kept, so that the same one is not followed to its root each time. */
const KEPT = 8;
const MOST_STEPS = 4;

/** A merchant's certificate with its key. `certId`: by which number UnionPay knows it. */
export type Merchant = {
  readonly certId: string;
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
};

/** From PEM with both in it. Throws where one is missing, or they do not belong together. */
export function readMerchant(pem: string): Merchant {
  const [certificate] = certificatesIn(pem);
  const keyBlock = blocksIn(pem).find(({ kind }) => kind.endsWith('PRIVATE KEY'));
  if (certificate === undefined || keyBlock === undefined)
    throw new RangeError('a merchant of UnionPay has a certificate and a private key');
  const key = createPrivateKey(keyBlock.text);
  if (!certificate.checkPrivateKey(key))
    throw new RangeError('the private key is not that of the certificate of UnionPay');
  // UnionPay writes it in decimal.
  return { certId: BigInt(`0x${certificate.serialNumber}`).toString(), key, certificate };
}

/** UnionPay's root and what stands between it and the certificates it signs with. Throws where one does not lead to a root. */
export function readAuthorities(pem: string): X509Certificate[] {
  const authorities = certificatesIn(pem);
  if (authorities.length === 0 || authorities.some((one) => chainOf(one, authorities) === undefined))
    throw new RangeError('a certificate of UnionPay does not lead to a root');
  return authorities;
}

type Chain = readonly X509Certificate[];

/** From a certificate to a root. Undefined where it leads to none of these. */
function chainOf(certificate: X509Certificate, authorities: Chain, steps = MOST_STEPS): Chain | undefined {
  if (steps === 0) return undefined;
  const issuer = authorities.find((authority) => isIssuedBy(certificate, authority));
  if (issuer === undefined) return undefined;
  if (issuer.fingerprint256 === certificate.fingerprint256) return [certificate];
  const rest = chainOf(issuer, authorities, steps - 1);
  return rest && [certificate, ...rest];
}

export type Trust = {
  readonly authorities: Chain;
  /** The key of a certificate that came with a signature, where it is UnionPay's and good now. */
  keyOf(pem: string): KeyObject | undefined;
};

/** Whoever signs brings the certificate along, so nothing is believed of it but what leads to the authorities that were set. */
export function makeTrust(authorities: Chain, clock: Clock): Trust {
  const known = new Map<string, Chain>();
  return {
    authorities,
    keyOf(pem) {
      const chain = known.get(pem) ?? follow(pem, authorities);
      if (chain === undefined) return undefined;
      if (known.size >= KEPT) known.clear();
      known.set(pem, chain);
      const now = clock.now();
      return chain.every((one) => isGoodAt(one, now)) ? chain[0]!.publicKey : undefined;
    },
  };
}

function follow(pem: string, authorities: Chain): Chain | undefined {
  const certificate = parse(pem);
  return certificate === undefined || nameOf(certificate) !== UNION_PAY_NAME
    ? undefined
    : chainOf(certificate, authorities);
}

/** `041@8310000000083040@中国银联股份有限公司@00016495`: the third of four. */
export function nameOf(certificate: X509Certificate): string | undefined {
  const { CN: name } = certificate.toLegacyObject().subject as { CN?: string | string[] };
  return typeof name === 'string' ? name.split('@')[2] : undefined;
}

export function isGoodAt({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now < validToDate;
}

const isIssuedBy = (one: X509Certificate, issuer: X509Certificate): boolean =>
  one.checkIssued(issuer) && one.verify(issuer.publicKey);

const certificatesIn = (pem: string): X509Certificate[] =>
  blocksIn(pem)
    .filter(({ kind }) => kind === 'CERTIFICATE')
    .map(({ text }) => new X509Certificate(text));

const blocksIn = (pem: string): { readonly kind: string; readonly text: string }[] =>
  [...pem.matchAll(BLOCK)].map(([text, kind]) => ({ kind: kind!, text }));

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // Anybody can send anything here: it is no certificate.
    return undefined;
  }
}
