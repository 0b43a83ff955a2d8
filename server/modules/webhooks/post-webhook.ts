import { request as requestByHttp, type IncomingMessage } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { isLoopback } from '../../platform/loopback.ts';
import { addressIn, type Target } from './judge-url.ts';
import { guardLookUp, isPublicAddress, type LookUpAll } from './public-address.ts';
import type { PostFault } from './webhook.ts';

/** From looking the name up to the end of the answer. */
const WITHIN_MS = 10_000;
/** As much of an answer as is read; whatever follows is left unread, and the connection is ended. */
const READ_BYTES = 1_024;
const MOST_HEADS = 20;
const LONGEST_HEAD = 200;
const LARGEST_HEADS_BYTES = 8_192;

export type Posted =
  | { readonly status: number; readonly answered: Readonly<Record<string, string>>; readonly body: string }
  | { readonly fault: PostFault };

export type Post = (
  target: Target,
  message: { readonly heads: Readonly<Record<string, string>>; readonly body: string },
) => Promise<Posted>;

export type PostDeps = {
  readonly lookUp: LookUpAll;
  /** How this process reaches itself, for the inbox of a demo shop. */
  ownUrl(): string;
  readonly withinMs?: number;
  /** Certificates to be trusted in place of the usual ones. */
  readonly ca?: string;
  readonly isAllowed?: (address: string) => boolean;
};

/**
 * Sends messages, each on a connection of its own: no redirect is followed, the address that was judged is the one that is connected
 * to, and neither a slow nor an endless answer holds anything up. Never rejects.
 */
export function makePost(deps: PostDeps): Post {
  const { lookUp, ownUrl, withinMs = WITHIN_MS, ca, isAllowed = isPublicAddress } = deps;
  return async ({ url, reach }, { heads, body }) => {
    const to = reach === 'inbox' ? new URL(url.pathname, ownUrl()) : url;
    const mayConnect = reach === 'public' ? isAllowed : isLoopback;
    const literal = addressIn(to);
    if (literal !== undefined && !mayConnect(literal)) return { fault: 'private_address' };
    const { promise, resolve } = Promise.withResolvers<Posted>();
    const signal = AbortSignal.timeout(withinMs);
    const fail = (error: Error): void => resolve({ fault: signal.aborted ? 'timeout' : faultOf(error) });
    const options = {
      method: 'POST',
      headers: { ...heads, 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup: guardLookUp(lookUp, mayConnect),
      maxHeaderSize: LARGEST_HEADS_BYTES,
      signal,
    };
    const request =
      to.protocol === 'https:' ? requestByHttps(to, { ...options, ca }) : requestByHttp(to, options);
    request.on('error', fail);
    request.on('response', (response) => {
      readStart(response)
        .then(resolve, fail)
        .finally(() => request.destroy());
    });
    request.end(body);
    return promise;
  };
}

async function readStart(response: IncomingMessage): Promise<Posted> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= READ_BYTES) break;
  }
  // As PostgreSQL can store it: no NUL, no half characters.
  const body = Buffer.concat(chunks).subarray(0, READ_BYTES).toString().replaceAll('\0', '\u{fffd}');
  return { status: response.statusCode!, answered: tellHeads(response), body };
}

/** What tells somebody what was answered; a cookie is nobody's business. */
function tellHeads({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name !== 'set-cookie')
      .slice(0, MOST_HEADS)
      .map(([name, value]) => [name, String(value).slice(0, LONGEST_HEAD)]),
  );
}

const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL']);

function faultOf(error: Error): PostFault {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ADDRESS_NOT_ALLOWED') return 'private_address';
  if (UNKNOWN_HOST.has(code)) return 'host_unknown';
  if (UNREACHABLE.has(code)) return 'unreachable';
  return /CERT|SSL|TLS|SELF_SIGNED/.test(code) ? 'tls' : 'broken';
}
