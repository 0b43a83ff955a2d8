import { generateKeyPair, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import Fastify from 'fastify';
import { takeForms } from '../payer-pages.ts';
import { alipayRoutes } from './alipay.ts';
import { qqRoutes } from './qq.ts';
import { wechatRoutes, type WechatApp } from './wechat.ts';

/** How the servers of the providers misbehave; their pages stay as they are. */
export type ProviderFault = 'silent' | 'broken' | 'garbage' | 'forged';

export type LoginProviders = {
  /** Where all three are reached, without a slash at its end. */
  readonly url: string;
  readonly wechat: { readonly website: WechatApp; readonly official: WechatApp };
  readonly qq: { readonly appId: string; readonly key: string };
  /** Keys as PEM, as a shop has them. */
  readonly alipay: { readonly appId: string; readonly privateKey: string; readonly alipayPublicKey: string };
  /** Until it is set back. */
  fault: ProviderFault | undefined;
  close(): Promise<void>;
};

export type OpenLoginProviders = {
  /** Where the shop may be sent back to, as `http://localhost:3000`. */
  readonly redirectOrigins: readonly string[];
  /** Milliseconds; for tests of what expires. */
  readonly now?: () => number;
};

/** Another name that leads here would let a foreign page, open in a browser of this machine, sign in as anybody. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;
const PAGES = /^\/(connect\/|oauth2\.0\/authorize|oauth2\/)/;

/** Opens WeChat, QQ and Alipay on one free port that only this machine reaches. Keys and secrets are made anew. */
export async function openLoginProviders({
  redirectOrigins,
  now = Date.now,
}: OpenLoginProviders): Promise<LoginProviders> {
  const [appKeys, alipayKeys] = await Promise.all([newKeyPair(), newKeyPair()]);
  const secret = (): string => randomBytes(16).toString('hex');
  const wechat = {
    website: { appId: 'wx5a1c0de0e4b1a001', secret: secret() },
    official: { appId: 'wx5a1c0de0e4b1a002', secret: secret() },
  };
  const qq = { appId: '101990001', key: secret() };
  const appId = '2021990000000001';
  const shared = {
    now,
    isOwnRedirect: (uri: string | undefined) =>
      uri !== undefined && URL.canParse(uri) && redirectOrigins.includes(new URL(uri).origin),
  };
  const app = Fastify({ forceCloseConnections: true });
  takeForms(app);
  const providers: LoginProviders = {
    url: '',
    wechat,
    qq,
    alipay: { appId, privateKey: appKeys.privateKey, alipayPublicKey: alipayKeys.publicKey },
    fault: undefined,
    close: () => app.close(),
  };
  app.addHook('onRequest', async (request, reply) => {
    if (!OWN_HOST.test(request.headers.host ?? '')) return reply.code(421).send('not a name of this server');
    if (PAGES.test(request.url)) return;
    if (providers.fault === 'silent') reply.hijack();
    if (providers.fault === 'broken') await reply.code(502).send('bad gateway');
    if (providers.fault === 'garbage') await reply.send('<html>maintenance</html>');
  });
  app.addHook('onSend', async (request, _reply, payload) =>
    // A stranger in the middle who has no key of Alipay's changes who it is.
    providers.fault === 'forged' && !PAGES.test(request.url)
      ? String(payload).replace(/"user_id":"2088/, '"user_id":"2099')
      : payload,
  );
  wechatRoutes(app, { ...wechat, ...shared });
  qqRoutes(app, { ...qq, ...shared });
  alipayRoutes(app, {
    appId,
    appPublicKey: appKeys.publicKey,
    alipayPrivateKey: alipayKeys.privateKey,
    ...shared,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return Object.assign(providers, { url: `http://127.0.0.1:${port}` });
}

async function newKeyPair(): Promise<{ publicKey: string; privateKey: string }> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
