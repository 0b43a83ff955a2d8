import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import { textToSign, type Fields } from './fields.ts';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The SHA-256 of the text, in hexadecimal. These letters are what RSA signs, over a SHA-256 of their own. */
export function digestOf(fields: Fields): Buffer {
  return Buffer.from(createHash('sha256').update(textToSign(fields)).digest('hex'));
}

export function signFields(fields: Fields, key: KeyObject): Fields {
  return { ...fields, signature: sign('sha256', digestOf(fields), key).toString('base64') };
}

/** By version 5.1.0 and RSA, the one way that this key signs in. */
export function isSignedBy(fields: Fields, key: KeyObject): boolean {
  const { version, signMethod, signature = '' } = fields;
  if (version !== '5.1.0' || signMethod !== '01' || !BASE64.test(signature)) return false;
  return verify('sha256', digestOf(fields), key, Buffer.from(signature, 'base64'));
}
