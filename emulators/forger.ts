import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

const makePair = promisify(generateKeyPair);
let made: Promise<Pair> | undefined;

/**
 * The key of somebody who has none of a gateway's (RSA of 2048 bits). One for the whole process, made where it is first asked for
 * and off the main thread: it takes a tenth of a second of a core, and every payer may ask for a forged notice.
 */
export function forgersPair(): Promise<Pair> {
  made ??= makePair('rsa', { modulusLength: 2048 });
  return made;
}

/** Its private half as PEM. */
export async function forgersKey(): Promise<string> {
  const { privateKey } = await forgersPair();
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
