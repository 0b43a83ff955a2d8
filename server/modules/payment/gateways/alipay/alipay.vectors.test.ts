import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, test } from 'vitest';
import { readPublicKey } from '../../../../platform/read-keys.ts';
import vectors from './alipay.vectors.json' with { type: 'json' };
import { isNotice } from './read-notice.ts';
import { makeSigner } from './sign-request.ts';
import type { AlipaySettings } from './settings.ts';
import { cutAnswer, isSigned, readObject } from './verify-answer.ts';

const certificates = {
  mode: 'certificates',
  appCertificate: vectors['cert-sn'].input.appCertificate,
  alipayCertificate: vectors['cert-sn'].input.alipayCertificate,
  rootCertificates: vectors['root-cert-sn'].input.rootCertificates,
} as const;
const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const settings = (trust: AlipaySettings['trust']): AlipaySettings => ({
  ...{ appId: '2021990000000109', sellerId: '2088990000000109', appKey: pair.privateKey, trust },
  ...{
    qrProduct: 'FACE_TO_FACE_PAYMENT',
    baseUrl: () => 'https://a.example',
    pageUrl: () => 'https://a.example',
  },
  clock: { now: () => new Date('2026-11-27T12:10:00Z') },
});
/** As Alipay has it: sorted by name, without what has no value. */
const textOf = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

describe("Alipay's own examples", () => {
  test('the text of a request is what was signed, with its sign_type and without escapes', () => {
    const { input, expected } = vectors['request-sign-1'];
    expect(textOf(input.parameters)).toBe(expected.signedText);
    const key = createPublicKey(input.publicKey);
    expect(isSigned(Buffer.from(expected.signedText), expected.sign, key)).toBe(true);
    const { sign_type: _type, ...others } = input.parameters;
    const escaped = Object.fromEntries(
      Object.entries(input.parameters).map(([name, value]) => [name, encodeURIComponent(value)]),
    );
    for (const wrong of [others, escaped])
      expect(isSigned(Buffer.from(textOf(wrong)), expected.sign, key)).toBe(false);
  });

  test('what we ask by certificates names them as Alipay does, and is signed in the time of Shanghai', async () => {
    const signed = new URLSearchParams(
      await makeSigner(settings(certificates)).sign({
        method: 'alipay.trade.query',
        content: { out_trade_no: 'P1', extend_params: { hb_fq_num: '3' } },
      }),
    );
    const { sign, ...parameters } = Object.fromEntries(signed);
    expect(parameters).toMatchObject({
      timestamp: '2026-11-27 20:10:00',
      biz_content: '{"out_trade_no":"P1","extend_params":{"hb_fq_num":"3"}}',
      app_cert_sn: vectors['cert-sn'].expected.appCertSn,
      alipay_root_cert_sn: vectors['root-cert-sn'].expected.rootCertSn,
    });
    const signature = Buffer.from(sign!, 'base64');
    expect(verify('sha256', Buffer.from(textOf(parameters)), pair.publicKey, signature)).toBe(true);
  });

  test('the names of certificates are those of Alipay', async () => {
    expect(await makeSigner(settings(certificates)).alipayCertSn()).toBe(
      vectors['cert-sn'].expected.alipayCertSn,
    );
  });

  const answer = vectors['answer-1'];
  test.each([
    ['as it came', (body: string) => body],
    ['with blanks and line feeds around', (body: string) => `\n ${body.replace(/^\{/, '{ \n')} \r\n`],
    [
      'with the name of a certificate behind',
      (body: string) => body.replace(/\}$/, ',"alipay_cert_sn":"ab12"}'),
    ],
    [
      'with the name of a certificate before its signature',
      (body: string) => body.replace('"sign":', '"alipay_cert_sn":"ab12","sign":'),
    ],
  ])('an answer is verified over its own bytes: %s', (_name, change) => {
    const cut = cutAnswer(Buffer.from(change(answer.input.body)), 'alipay')!;
    expect(cut.signed.toString()).toBe(answer.expected.signedText);
    expect(isSigned(cut.signed, cut.signature!, createPublicKey(answer.input.publicKey))).toBe(true);
    expect(readObject(cut.signed)).toMatchObject({ code: '10000' });
  });

  test('an object that was written anew is not what was signed', () => {
    const cut = cutAnswer(Buffer.from(answer.input.body), 'alipay')!;
    const { msg, code, file_id } = readObject(cut.signed)!;
    const anew = Buffer.from(JSON.stringify({ msg, code, file_id }));
    expect(isSigned(anew, cut.signature!, createPublicKey(answer.input.publicKey))).toBe(false);
  });

  test('an amount in an answer is a text', () => {
    const { input } = vectors['answer-2'];
    const key = createPublicKey(input.publicKey);
    expect(isSigned(Buffer.from(input.signedText), input.sign, key)).toBe(true);
    expect(isSigned(Buffer.from(input.signedText.replaceAll('"0.01"', '0.01')), input.sign, key)).toBe(false);
  });

  test("an answer keeps its escapes and a field of its own that is named like the signature's", () => {
    const inner = String.raw`{"code":"10000","url":"https:\/\/a.example","sign":"of its own","note":"}\"sign\""}`;
    const body = `{"alipay_trade_query_response":${inner},"sign":"AAAA"}`;
    expect(cutAnswer(Buffer.from(body), 'alipay.trade.query')).toMatchObject({ signature: 'AAAA' });
    expect(cutAnswer(Buffer.from(body), 'alipay.trade.query')!.signed.toString()).toBe(inner);
  });

  test.each([
    '',
    '<html>',
    '{"sign":"AAAA"}',
    '{"alipay_trade_query_response":"x","sign":"AAAA"}',
    '{"error_response":{',
  ])('what is no answer is none: %s', (body) =>
    expect(cutAnswer(Buffer.from(body), 'alipay.trade.query')?.signature).toBeUndefined(),
  );

  const notice = vectors.notice.input;
  const form = new Map(
    notice.signedText.split('&').map((pair) => {
      const [name, value] = pair.split(/=(.*)/s);
      return [name!, Buffer.from(value!)] as const;
    }),
  );
  const key = readPublicKey(notice.publicKey);
  const withSign = (changes: Readonly<Record<string, string>> = {}): ReadonlyMap<string, Buffer> =>
    new Map([
      ...form,
      ...Object.entries({ sign: notice.sign, sign_type: 'RSA2', ...changes }).map(
        ([name, value]) => [name, Buffer.from(value)] as const,
      ),
    ]);

  test('a notice of a payment is verified without its sign_type, whatever the order of its fields', () => {
    expect(isNotice(withSign(), key)).toBe(true);
    expect(isNotice(new Map([...withSign()].toReversed()), key)).toBe(true);
  });

  test.each<Readonly<Record<string, string>>>([
    { total_amount: '0.1' },
    { total_amount: '1000.10' },
    { another: 'x' },
    { sign_type: 'RSA' },
    { sign: `${notice.sign} ` },
    { sign: '' },
  ])('a notice that was changed is none: %o', (changes) => {
    expect(isNotice(withSign(changes), key)).toBe(false);
  });
});

describe("Alipay's package", () => {
  test('takes the notice that we take', () => {
    const sdk = new AlipaySdk({
      ...{ appId: '2019073166072302', privateKey: pair.privateKey, keyType: 'PKCS8' },
      alipayPublicKey: vectors.notice.input.publicKey,
    });
    const fields = Object.fromEntries(
      vectors.notice.input.signedText
        .split('&')
        .map((one) => one.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    const whole = { ...fields, sign: vectors.notice.input.sign, sign_type: 'RSA2' };
    expect(sdk.checkNotifySignV2(whole)).toBe(true);
    expect(sdk.checkNotifySignV2({ ...whole, total_amount: '0.20' })).toBe(false);
  });
});
