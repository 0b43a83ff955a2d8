import type { FastifyInstance, FastifyReply } from 'fastify';
import { authorizeRoutes, textsOf, type Texts } from './authorize.ts';
import { Grants, idOf, People, type Grant } from './grants.ts';

export type QqEmulation = {
  readonly appId: string;
  readonly key: string;
  isOwnRedirect(uri: string | undefined): boolean;
  now(): number;
};

const LOOK = { zh: 'QQ', en: 'QQ' };
const TOKEN_SECONDS = 7_776_000;
const CODE_MS = 10 * 60_000;

/** QQ Connect, with its three ways to answer: `callback( {…} );`, a query string, and JSON where `fmt=json` asks for it. */
export function qqRoutes(app: FastifyInstance, emulation: QqEmulation): void {
  const { appId, isOwnRedirect } = emulation;
  const grants = new Grants(CODE_MS, emulation.now);
  authorizeRoutes(app, {
    path: '/oauth2.0/authorize',
    look: LOOK,
    people: new People(['企鹅 9527', '晴天', 'Leo']),
    grants,
    read(query) {
      const { redirect_uri: redirectUri } = query;
      if (query['response_type'] !== 'code') return 'response_type 错误 (100004)';
      if (query['client_id'] !== appId) return 'appid 不存在 (100008)';
      if (!isOwnRedirect(redirectUri)) return 'redirect uri is illegal (100010)';
      return { appId, redirectUri: redirectUri!, scope: query['scope'] ?? 'get_user_info' };
    },
    answer: (query, code) => ({
      ...(code ? { code } : { usercancel: '1' }),
      ...(query['state'] && { state: query['state'] }),
    }),
  });
  tokenRoute(app, emulation, grants);
  personRoutes(app, emulation, grants);
}

function tokenRoute(app: FastifyInstance, { appId, key }: QqEmulation, grants: Grants): void {
  app.get('/oauth2.0/token', async (request, reply) => {
    const query = textsOf(request.query);
    if (!query['client_id']) return sendError(reply, query, 100001, 'param client_id is wrong or lost');
    if (query['client_id'] !== appId) return sendError(reply, query, 100008, 'client id is illegal');
    if (query['client_secret'] !== key) return sendError(reply, query, 100009, 'client secret is illegal');
    if (query['grant_type'] !== 'authorization_code')
      return sendError(reply, query, 100004, 'param grant_type is wrong or lost');
    const grant = grants.redeem(query['code'], appId);
    if (grant === 'used') return sendError(reply, query, 100020, 'code is reused error');
    if (typeof grant === 'string') return sendError(reply, query, 100019, 'code to access token error');
    if (query['redirect_uri'] !== grant.redirectUri)
      return sendError(reply, query, 100010, 'redirect uri is illegal');
    const answer = {
      access_token: grants.issueToken(grant, TOKEN_SECONDS),
      expires_in: String(TOKEN_SECONDS),
      refresh_token: grants.issueToken(grant, TOKEN_SECONDS),
    };
    if (query['fmt'] === 'json') return reply.type('text/html; charset=utf-8').send(JSON.stringify(answer));
    return reply.type('text/html; charset=utf-8').send(String(new URLSearchParams(answer)));
  });
}

function personRoutes(app: FastifyInstance, { appId }: QqEmulation, grants: Grants): void {
  app.get('/oauth2.0/me', async (request, reply) => {
    const query = textsOf(request.query);
    const grant = grants.grantOf(query['access_token']);
    if (grant === undefined) return sendError(reply, query, 100016, 'access token check failed');
    return sendWrapped(reply, query, {
      client_id: grant.appId,
      openid: openIdOf(grant),
      ...(query['unionid'] === '1' && { unionid: `UID_${idOf('qq', '', grant.person)}` }),
    });
  });
  app.get('/user/get_user_info', async (request, reply) => {
    const query = textsOf(request.query);
    const grant = grants.grantOf(query['access_token']);
    if (grant === undefined || query['oauth_consumer_key'] !== appId || query['openid'] !== openIdOf(grant))
      return reply
        .type('text/html; charset=utf-8')
        .send(JSON.stringify({ ret: -23, msg: 'token is invalid' }));
    const profile = {
      ret: 0,
      msg: '',
      is_lost: 0,
      nickname: grant.person.name,
      gender: '',
      figureurl_qq_1: '',
    };
    return reply.type('text/html; charset=utf-8').send(JSON.stringify(profile));
  });
}

const openIdOf = ({ appId, person }: Grant): string => idOf('qq', appId, person).toUpperCase();

function sendError(reply: FastifyReply, query: Texts, error: number, description: string): FastifyReply {
  return sendWrapped(reply, query, { error, error_description: description });
}

function sendWrapped(reply: FastifyReply, query: Texts, value: object): FastifyReply {
  const json = JSON.stringify(value);
  return reply
    .type('text/html; charset=utf-8')
    .send(query['fmt'] === 'json' ? json : `callback( ${json} );\n`);
}
