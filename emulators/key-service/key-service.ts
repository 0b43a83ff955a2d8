import { constants, createHash, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An external key service, as small as one can be: the key never leaves it, and only who has the token may ask. */
export type KeyService = {
  readonly url: string;
  readonly fingerprint: string;
  /** What was asked so far: paths, in order. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
};

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
type Answer = { status: number; body: object };

export async function startKeyService({ token }: { token: string }): Promise<KeyService> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const fingerprint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  const asked: string[] = [];

  function answer(path: string, body: { plain?: string; wrapped?: string }): Answer {
    if (path === '/key') return { status: 200, body: { fingerprint } };
    if (path === '/wrap' && typeof body.plain === 'string') {
      const wrapped = publicEncrypt({ key: publicKey, ...OAEP }, Buffer.from(body.plain, 'base64'));
      return { status: 200, body: { wrapped: wrapped.toString('base64') } };
    }
    if (path === '/unwrap' && typeof body.wrapped === 'string') {
      try {
        const plain = privateDecrypt({ key: privateKey, ...OAEP }, Buffer.from(body.wrapped, 'base64'));
        return { status: 200, body: { plain: plain.toString('base64') } };
      } catch {
        return { status: 422, body: { error: 'not wrapped by this key' } };
      }
    }
    return { status: 404, body: { error: 'no such thing' } };
  }

  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const body = await readBody(request);
    const { status, body: said } =
      request.headers.authorization === `Bearer ${token}`
        ? answer(path, body)
        : { status: 401, body: { error: 'unknown token' } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  return { url: await listen(server), fingerprint, asked, stop: () => close(server) };
}

async function readBody(request: IncomingMessage): Promise<object> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as object);
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
