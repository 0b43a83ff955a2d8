import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StartRefusal } from '../../../../platform/start-refusal.ts';
import { readGateways } from '../read-gateways.ts';
import { alipayKind } from './alipay.settings.ts';
import vectors from './alipay.vectors.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'ks-alipay-'));
const file = (name: string): string => join(folder, name);
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = { format: 'der' } as const;
const ids = { ALIPAY_APP_ID: '2021990000000109', ALIPAY_SELLER_ID: '2088990000000109' };
const key = { ALIPAY_APP_KEY_FILE: file('app.txt') };
const byKey = { ...ids, ...key, ALIPAY_PUBLIC_KEY_FILE: file('alipay.txt') };
const certificates = {
  ALIPAY_APP_CERT_FILE: file('app.crt'),
  ALIPAY_CERT_FILE: file('alipay.crt'),
  ALIPAY_ROOT_CERT_FILE: file('root.crt'),
};
const ground = {
  ...{
    ownUrl: () => 'http://127.0.0.1:1',
    publicUrl: 'http://localhost:1',
    notifyUrl: () => 'http://a.example',
  },
  clock: { now: () => new Date() },
};

beforeAll(() => {
  const files = {
    // As Alipay's key tool writes them: bare Base64, in one line.
    'app.txt': privateKey.export({ type: 'pkcs1', ...der }).toString('base64'),
    'alipay.txt': publicKey.export({ type: 'spki', ...der }).toString('base64'),
    'app.crt': vectors['cert-sn'].input.appCertificate,
    'alipay.crt': vectors['cert-sn'].input.alipayCertificate,
    'root.crt': vectors['root-cert-sn'].input.rootCertificates,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(file(name), `${content}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['its public key', byKey],
  ['three certificates, of which a root is of SM2', { ...ids, ...key, ...certificates }],
])('Alipay is known by %s', (_name, env) => {
  const [given] = readGateways(env, [alipayKind]);
  const fallbacks = alipayKind.fields.map(({ name, fallback }) => [name, fallback ?? '']);
  const values = { ...Object.fromEntries(fallbacks), ...given!.open, ...given!.secret };
  expect(alipayKind.make(values, ground)).toMatchObject({ name: 'alipay', merchant: ids.ALIPAY_SELLER_ID });
  expect(Object.keys(given!.secret)).toEqual(['appKey']);
});

test.each([
  ['neither', { ...ids, ...key }, 'set that one, or those three'],
  ['both', { ...byKey, ...certificates }, 'set that one, or those three'],
  [
    'two of the three',
    { ...ids, ...key, ...certificates, ALIPAY_CERT_FILE: '' },
    'set that one, or those three',
  ],
  ['a public key for the app', { ...byKey, ALIPAY_APP_KEY_FILE: file('alipay.txt') }, 'ALIPAY_APP_KEY_FILE'],
  [
    'a private key of Alipay',
    { ...byKey, ALIPAY_PUBLIC_KEY_FILE: file('app.crt') },
    'ALIPAY_PUBLIC_KEY_FILE',
  ],
  ['another seller', { ...byKey, ALIPAY_SELLER_ID: '1088990000000109' }, 'ALIPAY_SELLER_ID'],
  ['another product', { ...byKey, ALIPAY_QR_PRODUCT: 'FAST' }, 'ALIPAY_QR_PRODUCT'],
  ['no address', { ...byKey, ALIPAY_ADDRESS: 'openapi.alipay.com' }, 'ALIPAY_ADDRESS'],
])('nobody starts with %s', (_name, env, says) => {
  const read = (): unknown => readGateways(env, [alipayKind]);
  expect(read).toThrow(StartRefusal);
  expect(read).toThrow(says);
});
