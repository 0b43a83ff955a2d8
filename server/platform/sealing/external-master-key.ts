import { readFile } from 'node:fs/promises';
import { StartRefusal } from '../start-refusal.ts';
import type { MasterKey } from './master-key.ts';

export type ExternalMasterKeyOptions = {
  /** Without a slash at its end; what is asked for is added to it. */
  readonly url: string;
  /** A file with the token that the service knows this shop by. */
  readonly tokenFile: string;
};

/** The service answers from one machine room; where it does not, whoever waits should be told soon. */
const TIMEOUT_MS = 10_000;

/** An answer that says no: the service was reached. */
class KeyServiceRefusal extends Error {
  override readonly name = 'KeyServiceRefusal';
}

/**
 * A master key that never leaves an external key service, which is asked over HTTP with JSON: `GET /key` answers
 * `{ fingerprint }`, `POST /wrap` takes `{ plain }` and answers `{ wrapped }`, `POST /unwrap` the other way round, both in
 * base64. Throws StartRefusal where the service cannot be reached or does not know the token.
 */
export async function openExternalMasterKey({
  url,
  tokenFile,
}: ExternalMasterKeyOptions): Promise<MasterKey> {
  const token = await readToken(tokenFile);
  const ask = (path: string, body?: object): Promise<Record<string, unknown>> =>
    askService(`${url}/${path}`, token, body);
  const { fingerprint } = await ask('key');
  if (typeof fingerprint !== 'string' || fingerprint.length < 16) throw unusable(url, 'it names no key');
  return {
    fingerprint,
    origin: url,
    wrap: async (plain) =>
      bytesOf(await ask('wrap', { plain: Buffer.from(plain).toString('base64') }), 'wrapped'),
    unwrap: async (wrapped) =>
      bytesOf(await ask('unwrap', { wrapped: Buffer.from(wrapped).toString('base64') }), 'plain'),
  };
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new StartRefusal(
      `The file ${file} with the token of the key service cannot be read (${(error as Error).message}). Correct MASTER_KEY_TOKEN_FILE.`,
    );
  }
}

async function askService(
  url: string,
  token: string,
  body: object | undefined,
): Promise<Record<string, unknown>> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A key is never sent on to an address that an answer names.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw unusable(url, `it cannot be reached (${(error as Error).message})`);
  }
  if (response.status === 401 || response.status === 403)
    throw unusable(url, 'it does not accept the token of MASTER_KEY_TOKEN_FILE');
  if (response.status === 422)
    throw new KeyServiceRefusal('the key service does not open what another key wrapped');
  if (!response.ok) throw unusable(url, `it answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

function bytesOf(answer: Record<string, unknown>, field: string): Buffer {
  const text = answer[field];
  if (typeof text !== 'string') throw new Error(`the key service answered without ${field}`);
  return Buffer.from(text, 'base64');
}

function unusable(url: string, why: string): StartRefusal {
  return new StartRefusal(
    `The key service at ${url} cannot be used: ${why}. Check MASTER_KEY_URL and MASTER_KEY_TOKEN_FILE, and that the service runs; without it nothing that was sealed for customers can be opened.`,
  );
}
