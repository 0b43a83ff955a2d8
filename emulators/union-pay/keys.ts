import { createPrivateKey, randomBytes } from 'node:crypto';
import { forgersPair } from '../forger.ts';
import { makeCertificate } from '../make-certificate.ts';

/** A certificate with its key, as PEM. */
export type Pair = { readonly pem: string; readonly privateKey: string };

/** What UnionPay and its one merchant have of each other. */
export type Keys = {
  readonly merId: string;
  readonly root: Pair;
  readonly middle: Pair;
  /** By this is signed, the newest first. */
  readonly signers: readonly Pair[];
  readonly merchant: Pair;
};

const ROOT = 'CFCA ROOT (emulator)';
const MIDDLE = 'CFCA OCA (emulator)';
/** The merchant's certificate comes from the same authority, and has another name. */
const SIGNER = '041@8310000000083040@中国银联股份有限公司@00016495';
const MERCHANT = '041@emulator@KS@00000001';
const FIVE_YEARS_MS = 5 * 365 * 86_400_000;

export function makeKeys(now: Date): Keys {
  const root = newPair(ROOT, now);
  const middle = newPair(MIDDLE, now, { name: ROOT, pair: root });
  const issuer = { name: MIDDLE, pair: middle };
  return {
    merId: '777290058110048',
    root,
    middle,
    signers: [newPair(SIGNER, now, issuer)],
    merchant: newPair(MERCHANT, now, issuer),
  };
}

export const makeSigner = ({ middle }: Keys, now: Date): Pair =>
  newPair(SIGNER, now, { name: MIDDLE, pair: middle });

/** Somebody who has made everything alike, but for the root that nobody has. */
export async function makeForger(now: Date): Promise<Pair> {
  return certify({ commonName: SIGNER, ...validFrom(now), pair: await forgersPair() });
}

function newPair(
  commonName: string,
  now: Date,
  issuer?: { readonly name: string; readonly pair: Pair },
): Pair {
  return certify({
    commonName,
    ...validFrom(now),
    ...(issuer && {
      issuer: { commonName: issuer.name, privateKey: createPrivateKey(issuer.pair.privateKey) },
    }),
  });
}

const validFrom = (now: Date): { readonly from: Date; readonly until: Date } => ({
  from: new Date(now.getTime() - 86_400_000),
  until: new Date(now.getTime() + FIVE_YEARS_MS),
});

function certify(of: Omit<Parameters<typeof makeCertificate>[0], 'serial'>): Pair {
  const { pem, privateKey } = makeCertificate({ ...of, serial: `10${randomBytes(4).toString('hex')}` });
  return { pem, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
