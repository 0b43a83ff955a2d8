import { createPublicKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeTrust, nameOf } from './certificates.ts';
import { readAnswer, readForm, textToSign, type Fields } from './fields.ts';
import { digestOf, isSignedBy } from './signature.ts';
import vectors from './union-pay.vectors.json' with { type: 'json' };

describe("messages of UnionPay's test environment", () => {
  test('the text of a request is the one that was signed', () => {
    const { fields, digest, signature, publicKey } = vectors.request;
    expect(digestOf(fields).toString()).toBe(digest);
    const key = createPublicKey(publicKey);
    expect(isSignedBy({ ...fields, signature }, key)).toBe(true);
    expect(isSignedBy({ ...fields, signature, txnAmt: '2' }, key)).toBe(false);
  });

  test.each(['query-answer', 'notice'] as const)(
    '%s is signed by its own certificate, and nothing like it',
    (name) => {
      const { digest, serial } = vectors[name];
      const fields: Fields = vectors[name].fields;
      const certificate = new X509Certificate(fields.signPubKeyCert!);
      const isGood = (change: object = {}): boolean =>
        isSignedBy({ ...fields, ...change } as Fields, certificate.publicKey);
      expect(digestOf(fields).toString()).toBe(digest);
      expect(BigInt(`0x${certificate.serialNumber}`).toString()).toBe(serial);
      expect(nameOf(certificate)).toBe('中国银联股份有限公司');
      expect(isGood()).toBe(true);
      // A field without a value is not there.
      expect(isGood({ reqReserved: '' })).toBe(true);
      const changes = [
        { signPubKeyCert: fields.signPubKeyCert!.replaceAll('\r\n', '\n') },
        { signPubKeyCert: `${fields.signPubKeyCert}\r\n` },
        { signature: fields.signature!.replaceAll('+', ' ') },
        { signature: `${fields.signature} ` },
        ...[
          { reqReserved: ' ' },
          { txnAmt: '01' },
          { version: '5.0.0' },
          { signMethod: '11' },
          { signature: '' },
        ],
      ];
      for (const change of changes) expect(isGood(change), JSON.stringify(change).slice(0, 60)).toBe(false);
    },
  );

  test('a certificate that leads to none of ours is nobody, whatever its name', () => {
    const { signPubKeyCert } = vectors.notice.fields;
    const clock = { now: () => new Date('2022-09-08T05:22:06Z') };
    expect(makeTrust([], clock).keyOf(signPubKeyCert)).toBeUndefined();
    expect(makeTrust([new X509Certificate(signPubKeyCert)], clock).keyOf(signPubKeyCert)).toBeUndefined();
  });

  test('a notice is read from its form, and an answer from its text, as they were signed', () => {
    const { fields } = vectors.notice;
    expect(readForm(Buffer.from(new URLSearchParams(fields).toString()))).toEqual(fields);
    const text = Object.entries(fields)
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    expect(readAnswer(text)).toEqual(fields);
  });
});

describe('what is read', () => {
  test('groups in braces may have everything in them', () => {
    expect(readAnswer('a=1&b={c=2&d={e=3&f=4}}&g==')).toEqual({ a: '1', b: '{c=2&d={e=3&f=4}}', g: '=' });
    expect(textToSign({ b: '{c=2&d=3}', a: '', signature: 'x', B: '1' })).toBe('B=1&b={c=2&d=3}');
  });

  test.each(['Invalid request.', '', 'a=1&a=2', 'a={b=1', 'a=1}&b=2', '=1', 'a=1&&b=2', '<html>a=1</html>&'])(
    '%j is no answer',
    (text) => expect(readAnswer(text)).toBeUndefined(),
  );

  test('a form that names a field twice, or is no text, is none', () => {
    expect(readForm(Buffer.from('a=1&a=1'))).toBeUndefined();
    expect(readForm(Buffer.from([0x61, 0x3d, 0xff]))).toBeUndefined();
    expect(readForm(Buffer.from('a=%2B+b'))).toEqual({ a: '+ b' });
  });
});
