import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openCertificates } from './platform-keys.ts';
import { openResource } from './open-resource.ts';
import { readTradeBill } from './read-trade-bill.ts';
import { linesOf } from './sign-request.ts';
import { isSigned, readSignature } from './verify-answer.ts';
import vectors from './wechat-pay.vectors.json' with { type: 'json' };

const at = (seconds: string, off = 0): Date => new Date(Number(seconds) * 1000 + off);

describe("WeChat's own examples", () => {
  const { publicKey, cases } = vectors['request-signature'];
  test.each(cases)('the text that was signed is the one that we sign: $lines.1', ({ lines, signature }) => {
    const signs = (text: string): boolean =>
      verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
    expect(signs(linesOf(...lines))).toBe(true);
    expect(signs(lines.join('\n'))).toBe(false);
  });

  test('an answer is verified by the public key, over its bytes, for five minutes', () => {
    const { headers, body, publicKey: pem } = vectors['answer-by-public-key'];
    const signature = readSignature(headers)!;
    const isGood = (bytes: string, off = 0): boolean =>
      isSigned(signature, Buffer.from(bytes), createPublicKey(pem), at(signature.timestamp, off));
    expect(isGood(body)).toBe(true);
    expect(isGood(`${body} `)).toBe(false);
    expect([
      isGood(body, 299_000),
      isGood(body, 300_000),
      isGood(body, -299_000),
      isGood(body, -301_000),
    ]).toEqual([...[true, false, true, false]]);
  });

  test('a whole notice is verified, and nothing that is like it', () => {
    const { input } = vectors['notify-1'];
    const headers = Object.fromEntries(
      Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const isGood = (change: object = {}, body: string = input.body): boolean => {
      const signature = readSignature({ ...headers, ...change });
      const key = createPublicKey(input.publicKey);
      const now = at(headers['wechatpay-timestamp']!);
      return signature !== undefined && isSigned(signature, Buffer.from(body), key, now);
    };
    expect(isGood()).toBe(true);
    const sorted = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(input.body)).toSorted()));
    expect(isGood({}, sorted)).toBe(false);
    expect(isGood({}, `${input.body} `)).toBe(false);
    expect(isGood({ 'wechatpay-timestamp': '1624523847' })).toBe(false);
    expect(isGood({ 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}` })).toBe(
      false,
    );
    expect(isGood({ 'wechatpay-signature': undefined })).toBe(false);
    // Its resource was sealed by a key of 16 bytes.
    expect(openResource('a'.repeat(16), JSON.parse(input.body).resource)).toBeUndefined();
  });

  test('a bare message is verified without a line feed of our own', () => {
    const { message, publicKey: pem, signatureBase64 } = vectors['rsa-1'].input;
    const signs = (text: string): boolean =>
      verify('sha256', Buffer.from(text), pem, Buffer.from(signatureBase64, 'base64'));
    expect([signs(message), signs(`${message}\n`)]).toEqual([true, false]);
  });

  test('a sealed resource is opened by its key, nonce and associated data alone', () => {
    const { key, associatedData, nonce, ciphertextBase64 } = vectors['gcm-1'].input;
    const open = (change: object = {}, by: string = key): string | undefined =>
      openResource(by, {
        ...{ ciphertext: ciphertextBase64, nonce, associated_data: associatedData },
        ...change,
      })?.toString();
    expect(open()).toBe('message');
    const bytes = Buffer.from(ciphertextBase64, 'base64');
    bytes[bytes.length - 1]! ^= 1;
    const changes = [
      ...[{ associated_data: 'associatedDatb' }, { nonce: 'uluk4a9R25RX' }, { nonce: 'uluk4a9R25R' }],
      ...[{ nonce: 'uluk4a9R25RWW' }, { ciphertext: bytes.toString('base64') }, { ciphertext: '' }],
    ];
    for (const change of changes) expect(open(change)).toBeUndefined();
    expect(open({}, key.slice(0, 16))).toBeUndefined();
  });

  test('the answer of /v3/certificates opens to a certificate', () => {
    const { input, expected } = vectors['platform-certificate'];
    const encrypt_certificate = {
      algorithm: 'AEAD_AES_256_GCM',
      ...{ nonce: input.nonce, associated_data: input.associatedData, ciphertext: input.ciphertextBase64 },
    };
    const pem = openResource(input.key, encrypt_certificate)!;
    expect(createHash('sha256').update(pem).digest('hex')).toBe(expected.pemSha256);
    expect(new X509Certificate(pem).serialNumber).toBe(expected.serial);
    const answer = { data: [{ serial_no: expected.serial, encrypt_certificate }] };
    const opened = [...openCertificates(input.key, answer)!];
    expect(opened.map(([serial, { endsAt }]) => [serial, endsAt.toISOString().slice(0, 10)])).toEqual([
      [expected.serial, expected.validTo],
    ]);
    expect(openCertificates('f'.repeat(32), answer)).toBeUndefined();
  });

  test('a trade bill has the bytes whose hash is told, and is read line by line', () => {
    const { lines, sha1 } = vectors['trade-bill'];
    const bill = `\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`;
    expect(createHash('sha1').update(bill).digest('hex')).toBe(sha1);
    const read = readTradeBill(bill);
    expect(read).toHaveLength(3);
    expect(read[0]).toEqual({
      ...{ kind: 'payment', number: 'S20210128170702357723', reference: '4200000925202101284997714292' },
      ...{ amount: 1, fee: 0, currency: 'CNY', at: new Date('2021-01-28T17:07:11+08:00') },
    });
  });
});
