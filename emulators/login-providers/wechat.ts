import type { FastifyInstance, FastifyReply } from 'fastify';
import { authorizeRoutes, textsOf, type Texts } from './authorize.ts';
import { Grants, idOf, People, type Grant } from './grants.ts';

export type WechatApp = { readonly appId: string; readonly secret: string };
export type WechatEmulation = {
  /** A website app, for browsers on a desk. */
  readonly website: WechatApp;
  /** A service account, for browsers inside WeChat. */
  readonly official: WechatApp;
  isOwnRedirect(uri: string | undefined): boolean;
  now(): number;
};

const LOOK = { zh: '微信', en: 'WeChat' };
const TOKEN_SECONDS = 7200;
/** Of a website app; inside WeChat a code lives half as long, which nobody notices here. */
const CODE_MS = 10 * 60_000;

/** WeChat as a website and a service account meet it. Errors come with status 200, as `errcode` and `errmsg`. */
export function wechatRoutes(app: FastifyInstance, emulation: WechatEmulation): void {
  const { website, official } = emulation;
  const grants = new Grants(CODE_MS, emulation.now);
  const people = new People(['小满', '阿哲 🌿', 'Mia']);
  const authorization = (path: string, wechatApp: WechatApp, scopes: readonly string[]) =>
    authorizeRoutes(app, {
      path,
      look: LOOK,
      people,
      grants,
      read: (query) => readAuthorization(query, wechatApp, scopes, emulation),
      // Who denies goes back with the state alone, where they go back at all.
      answer: (query, code) => ({ ...(code && { code }), ...(query['state'] && { state: query['state'] }) }),
    });
  authorization('/connect/qrconnect', website, ['snsapi_login']);
  authorization('/connect/oauth2/authorize', official, ['snsapi_base', 'snsapi_userinfo']);

  app.get('/sns/oauth2/access_token', async (request, reply) => {
    const query = textsOf(request.query);
    const wechatApp = [website, official].find(({ appId }) => appId === query['appid']);
    if (wechatApp === undefined) return sendError(reply, 40013, 'invalid appid');
    if (query['secret'] !== wechatApp.secret) return sendError(reply, 40125, 'invalid appsecret');
    if (query['grant_type'] !== 'authorization_code') return sendError(reply, 40002, 'invalid grant_type');
    if (!query['code']) return sendError(reply, 41008, 'missing code');
    const grant = grants.redeem(query['code'], wechatApp.appId);
    if (grant === 'used') return sendError(reply, 40163, 'code been used');
    if (typeof grant === 'string') return sendError(reply, 40029, 'invalid code');
    return sendText(reply, {
      access_token: grants.issueToken(grant, TOKEN_SECONDS),
      expires_in: TOKEN_SECONDS,
      refresh_token: grants.issueToken(grant, TOKEN_SECONDS),
      openid: openIdOf(grant),
      scope: grant.scope,
      ...(grant.scope === 'snsapi_base' ? {} : { unionid: unionIdOf(grant) }),
    });
  });
  app.get('/sns/userinfo', async (request, reply) => {
    const query = textsOf(request.query);
    const grant = grants.grantOf(query['access_token']);
    if (grant === undefined) return sendError(reply, 40001, 'invalid credential, access_token is invalid');
    if (query['openid'] !== openIdOf(grant)) return sendError(reply, 40003, 'invalid openid');
    if (grant.scope === 'snsapi_base') return sendError(reply, 48001, 'api unauthorized');
    return sendText(reply, {
      openid: openIdOf(grant),
      nickname: grant.person.name,
      sex: 0,
      language: '',
      city: '',
      province: '',
      country: '',
      headimgurl: '',
      privilege: [],
      unionid: unionIdOf(grant),
    });
  });
}

function readAuthorization(
  query: Texts,
  { appId }: WechatApp,
  scopes: readonly string[],
  { isOwnRedirect }: WechatEmulation,
): Omit<Grant, 'person'> | string {
  const { redirect_uri: redirectUri, scope } = query;
  if (query['appid'] !== appId) return 'AppID 参数错误';
  if (!isOwnRedirect(redirectUri)) return '该链接无法访问：redirect_uri 参数错误 (10003)';
  if (query['response_type'] !== 'code') return 'response_type 参数错误';
  if (scope === undefined || !scopes.includes(scope)) return 'Scope 参数错误或没有 Scope 权限 (10005)';
  return { appId, redirectUri: redirectUri!, scope };
}

const openIdOf = ({ appId, person }: Grant): string => idOf('wechat', appId, person);
const unionIdOf = ({ person }: Grant): string => idOf('wechat', '', person);

function sendError(reply: FastifyReply, errcode: number, errmsg: string): FastifyReply {
  return sendText(reply, { errcode, errmsg: `${errmsg}, rid: 00000000-00000000-00000000` });
}

/** WeChat calls its JSON plain text. */
function sendText(reply: FastifyReply, value: object): FastifyReply {
  return reply.type('text/plain').send(JSON.stringify(value));
}
