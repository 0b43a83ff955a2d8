import { ok, refuse, type Result } from '../../../kernel/result.ts';
import {
  askProvider,
  failed,
  parseObject,
  PROVIDER_TIMEOUT_MS,
  readId,
  readName,
  type ProviderFailed,
} from './ask-provider.ts';
import type { ExchangeRefusal, ExchangeRequest, LoginProvider, ProviderIdentity } from './login-provider.ts';

export type QqSettings = {
  readonly appId: string;
  readonly key: string;
  readonly baseUrl?: string;
  readonly timeoutMs?: number;
};

/** The code could not be exchanged, or was used: beginning anew helps, trying again does not. */
const CODE_ERRORS = new Set([100019, 100020]);

type Answer = Result<Record<string, unknown>, ExchangeRefusal>;

export function makeQq(settings: QqSettings): LoginProvider {
  const { appId, key, baseUrl = 'https://graph.qq.com', timeoutMs = PROVIDER_TIMEOUT_MS } = settings;
  const ask = async (path: string, query: Record<string, string>): Promise<Answer> =>
    readAnswer(await askProvider(`${baseUrl}${path}`, query, timeoutMs));

  async function exchange(request: ExchangeRequest): Promise<Result<ProviderIdentity, ExchangeRefusal>> {
    const granted = await ask('/oauth2.0/token', {
      grant_type: 'authorization_code',
      client_id: appId,
      client_secret: key,
      code: request.code,
      redirect_uri: request.redirectUri,
      fmt: 'json',
    });
    if (!granted.ok) return granted;
    const accessToken = readId(granted.value['access_token']);
    if (accessToken === undefined) return failed('no access token');
    const me = await ask('/oauth2.0/me', { access_token: accessToken, unionid: '1', fmt: 'json' });
    if (!me.ok) return failed(me.error.reason);
    // A token that was given to another site says who somebody is there; here it is worth nothing.
    if (String(me.value['client_id']) !== appId) return failed('a token of another app');
    const openId = readId(me.value['openid']);
    if (openId === undefined) return failed('no openid');
    const unionId = readId(me.value['unionid']);
    const profile = await ask('/user/get_user_info', {
      access_token: accessToken,
      oauth_consumer_key: appId,
      openid: openId,
    });
    return ok({
      subject: unionId === undefined ? `open:${appId}:${openId}` : `union:${unionId}`,
      appId,
      openId,
      // Who it is is known by now: a profile that cannot be read costs the name, not the sign-in.
      displayName: profile.ok ? readName(profile.value['nickname']) : undefined,
    });
  }

  return {
    name: 'qq',
    serves: () => true,
    authorizeUrl({ state, redirectUri }) {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: appId,
        redirect_uri: redirectUri,
        state,
        scope: 'get_user_info',
      });
      return `${baseUrl}/oauth2.0/authorize?${query}`;
    },
    exchange,
  };
}

/** Errors come with status 200, as `error` or as a `ret` other than 0. */
function readAnswer(answer: Result<string, ProviderFailed>): Answer {
  if (!answer.ok) return answer;
  const value = parseQqAnswer(answer.value);
  if (value === undefined) return failed('neither JSON nor a query string');
  const error = Number(value['error'] ?? value['ret'] ?? 0);
  if (error === 0) return ok(value);
  const reason = `error ${error}`;
  return CODE_ERRORS.has(error) ? refuse({ code: 'login_code_refused', reason }) : failed(reason);
}

/**
 * QQ answers JSON where it heeds `fmt=json`, else `callback( {…} );` with a comma that may be one too many, else a query
 * string. Undefined where it is none of these.
 */
export function parseQqAnswer(text: string): Record<string, unknown> | undefined {
  const inner = /^\s*callback\s*\(([\s\S]*)\)\s*;?\s*$/.exec(text)?.[1] ?? text;
  const value = parseObject(inner) ?? parseObject(inner.replace(/,(\s*\})\s*$/, '$1'));
  if (value !== undefined) return value;
  return /^[\w.]+=[^\s<>]*$/.test(text.trim())
    ? Object.fromEntries(new URLSearchParams(text.trim()))
    : undefined;
}
