import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Of PEM, or of the bare Base64 that key tools hand out. Throws where the text is no key. */
export function readPrivateKey(text: string): KeyObject {
  if (text.includes('-----')) return createPrivateKey(text);
  const key = Buffer.from(text.replace(/\s/g, ''), 'base64');
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch {
    // Such tools offer both forms (Alipay's does) without saying in the file which one it is.
    return createPrivateKey({ key, format: 'der', type: 'pkcs1' });
  }
}

/** Throws where the text is no key. */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('-----')) return createPublicKey(text);
  const key = Buffer.from(text.replace(/\s/g, ''), 'base64');
  return createPublicKey({ key, format: 'der', type: 'spki' });
}
