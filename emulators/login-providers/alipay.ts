import { createSign, createVerify } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { allTextsOf, authorizeRoutes, type Texts } from './authorize.ts';
import { Grants, idOf, People, type Grant } from './grants.ts';

export type AlipayEmulation = {
  readonly appId: string;
  /** PEM: of the app, to verify what it sends; of Alipay, to sign what is answered. */
  readonly appPublicKey: string;
  readonly alipayPrivateKey: string;
  isOwnRedirect(uri: string | undefined): boolean;
  now(): number;
};

const LOOK = { zh: '支付宝', en: 'Alipay' };
const TOKEN_SECONDS = 1_296_000;
const CODE_MS = 24 * 3_600_000;

type Refused = {
  readonly code: string;
  readonly msg: string;
  readonly sub_code: string;
  readonly sub_msg: string;
};

const illegal = (subCode: string, subMessage: string): Refused => ({
  code: '40002',
  msg: 'Invalid Arguments',
  sub_code: subCode,
  sub_msg: subMessage,
});
const CODE_INVALID = illegal('isv.code-invalid', '授权码code无效');

/** Alipay's consent page and its gateway, with real RSA2 signatures on both ways. */
export function alipayRoutes(app: FastifyInstance, emulation: AlipayEmulation): void {
  const { appId, isOwnRedirect } = emulation;
  const grants = new Grants(CODE_MS, emulation.now);
  authorizeRoutes(app, {
    path: '/oauth2/publicAppAuthorize.htm',
    look: LOOK,
    people: new People(['林小雨', '南风', 'Kai']),
    grants,
    read(query) {
      const { redirect_uri: redirectUri, scope = '' } = query;
      if (query['app_id'] !== appId) return '应用不存在 (invalid-app-id)';
      if (!isOwnRedirect(redirectUri)) return '回调地址与应用不符 (INVALID_REDIRECT_URI)';
      if (!['auth_user', 'auth_base'].includes(scope)) return 'scope 参数不对 (INVALID_SCOPE)';
      return { appId, redirectUri: redirectUri!, scope };
    },
    answer: (query, code) => ({
      app_id: appId,
      source: 'alipay_wallet',
      scope: query['scope'] ?? '',
      ...(code && { auth_code: code }),
      ...(query['state'] && { state: query['state'] }),
    }),
  });
  app.post('/gateway.do', async (request, reply) => {
    const params = allTextsOf(request);
    const method = params['method'] ?? '';
    const send = (key: string, value: object) => sendSigned(reply, emulation, key, value);
    if (params['app_id'] !== appId)
      return send('error_response', illegal('isv.invalid-app-id', '无效的AppID参数'));
    if (!isSigned(params, emulation.appPublicKey))
      return send(
        'error_response',
        illegal('isv.invalid-signature', '验签出错，建议检查签名字符串或签名私钥'),
      );
    const answer = answerMethod(method, params, grants, appId);
    const isRefused = 'sub_code' in answer;
    return send(isRefused ? 'error_response' : `${method.replaceAll('.', '_')}_response`, answer);
  });
}

function answerMethod(method: string, params: Texts, grants: Grants, appId: string): object {
  if (method === 'alipay.system.oauth.token') {
    if (params['grant_type'] !== 'authorization_code')
      return illegal('isv.grant-type-invalid', 'grant_type不正确');
    const grant = grants.redeem(params['code'], appId);
    if (typeof grant === 'string') return CODE_INVALID;
    return {
      user_id: userIdOf(grant),
      open_id: idOf('alipay', grant.appId, grant.person),
      access_token: grants.issueToken(grant, TOKEN_SECONDS),
      expires_in: TOKEN_SECONDS,
      refresh_token: grants.issueToken(grant, TOKEN_SECONDS),
      re_expires_in: TOKEN_SECONDS * 2,
    };
  }
  if (method === 'alipay.user.info.share') {
    const grant = grants.grantOf(params['auth_token']);
    if (grant === undefined)
      return {
        ...illegal('aop.invalid-auth-token', '无效的访问令牌'),
        code: '20001',
        msg: 'Insufficient Token Permissions',
      };
    return {
      code: '10000',
      msg: 'Success',
      user_id: userIdOf(grant),
      open_id: idOf('alipay', grant.appId, grant.person),
      nick_name: grant.person.name,
      avatar: 'https://example.com/avatar.png',
    };
  }
  return { ...illegal('isv.invalid-method', '不存在的方法名'), code: '40002' };
}

/** Sixteen digits that begin with 2088, as every user id of Alipay. */
function userIdOf({ person }: Grant): string {
  const digits = Buffer.from(idOf('alipay', '', person)).reduce((sum, byte) => (sum * 31 + byte) % 1e12, 7);
  return `2088${digits.toString().padStart(12, '0')}`;
}

/** RSA2 over all that has a value but the signature itself, sorted by name; `sign_type` is among it. */
function isSigned(params: Texts, appPublicKey: string): boolean {
  const text = Object.entries(params)
    .filter(([name, value]) => name !== 'sign' && value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return createVerify('RSA-SHA256')
    .update(text, 'utf8')
    .verify(appPublicKey, params['sign'] ?? '', 'base64');
}

/** The signature is of the very text of the inner object, with slashes escaped as Alipay does it. */
function sendSigned(
  reply: FastifyReply,
  { alipayPrivateKey }: AlipayEmulation,
  key: string,
  value: object,
): FastifyReply {
  const inner = JSON.stringify(value).replaceAll('/', '\\/');
  const sign = createSign('RSA-SHA256').update(inner, 'utf8').sign(alipayPrivateKey, 'base64');
  return reply.type('text/html;charset=utf-8').send(`{"${key}":${inner},"sign":"${sign}"}`);
}
