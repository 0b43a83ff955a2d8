import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { chooseEncoding } from '#server/kernel/negotiate.ts';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Smaller answers fit into one packet anyway. */
const WORTH_BYTES = 1_200;
/** Middle qualities: near the smallest size for a tenth of the time, since every page is written anew. */
const BROTLI_QUALITY = 4;
const GZIP_LEVEL = 5;

const COMPRESSIBLE = /^(?:text\/html|application\/json|application\/xml|text\/plain)/;

/** Compresses what a page answers, where the reader can read it; off the main thread. Whatever else is left as it is. */
export async function compressPage(response: Response, acceptEncoding: string | null): Promise<Response> {
  const encoding = chooseEncoding(acceptEncoding ?? undefined);
  const { headers, status, body } = response;
  const isText = COMPRESSIBLE.test(headers.get('content-type') ?? '');
  if (!isText || body === null || headers.has('content-encoding')) return response;
  // A page that is kept says it already.
  if (!/\baccept-encoding\b/i.test(headers.get('vary') ?? '')) headers.append('vary', 'accept-encoding');
  if (encoding === 'identity') return response;
  const plain = Buffer.from(await response.arrayBuffer());
  if (plain.length < WORTH_BYTES) return new Response(plain, { status, headers });
  const packed =
    encoding === 'br'
      ? await toBrotli(plain, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
          },
        })
      : await toGzip(plain, { level: GZIP_LEVEL });
  headers.set('content-encoding', encoding);
  headers.set('content-length', String(packed.length));
  const etag = headers.get('etag');
  // The same page in other bytes: equal in meaning only.
  if (etag !== null && !etag.startsWith('W/')) headers.set('etag', `W/${etag}`);
  return new Response(packed, { status, headers });
}
