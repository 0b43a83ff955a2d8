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

export type WechatApp = { readonly appId: string; readonly secret: string };
export type WechatSettings = {
  /** A website app of the open platform: a QR code on a desk. */
  readonly website?: WechatApp;
  /** A service account: inside WeChat. Bound to the same open platform account, or people are two customers. */
  readonly official?: WechatApp;
  readonly authorizeUrl?: string;
  readonly apiUrl?: string;
  readonly timeoutMs?: number;
};

/** The code is invented or expired, was used, is missing. */
const CODE_ERRORS = new Set([40029, 40163, 41008]);

type Answer = Result<Record<string, unknown>, ExchangeRefusal>;

export function makeWechat(settings: WechatSettings): LoginProvider {
  const {
    website,
    official,
    authorizeUrl = 'https://open.weixin.qq.com',
    apiUrl = 'https://api.weixin.qq.com',
    timeoutMs = PROVIDER_TIMEOUT_MS,
  } = settings;
  const appFor = (insideApp: boolean): WechatApp => {
    const app = insideApp ? official : website;
    if (app === undefined) throw new Error('WeChat was asked where its settings are missing');
    return app;
  };
  const ask = async (path: string, query: Record<string, string>): Promise<Answer> =>
    readAnswer(await askProvider(`${apiUrl}${path}`, query, timeoutMs));

  async function exchange({
    code,
    insideApp,
  }: ExchangeRequest): Promise<Result<ProviderIdentity, ExchangeRefusal>> {
    const { appId, secret } = appFor(insideApp);
    const granted = await ask('/sns/oauth2/access_token', {
      appid: appId,
      secret,
      code,
      grant_type: 'authorization_code',
    });
    if (!granted.ok) return granted;
    const accessToken = readId(granted.value['access_token']);
    const openId = readId(granted.value['openid']);
    if (accessToken === undefined || openId === undefined) return failed('no openid');
    const profile = await ask('/sns/userinfo', { access_token: accessToken, openid: openId, lang: 'zh_CN' });
    // Without it the union id may be missing, and the same person would be somebody else today.
    if (!profile.ok) return failed(profile.error.reason);
    if (profile.value['openid'] !== openId) return failed('the profile is of somebody else');
    const unionId = readId(profile.value['unionid']) ?? readId(granted.value['unionid']);
    return ok({
      subject: unionId === undefined ? `open:${appId}:${openId}` : `union:${unionId}`,
      appId,
      openId,
      displayName: readName(profile.value['nickname']),
    });
  }

  return {
    name: 'wechat',
    serves: (insideApp) => (insideApp ? official : website) !== undefined,
    authorizeUrl({ state, redirectUri, insideApp }) {
      const path = insideApp ? '/connect/oauth2/authorize' : '/connect/qrconnect';
      // In this order and with this fragment: WeChat's own app is known to insist on both.
      const query = new URLSearchParams([
        ['appid', appFor(insideApp).appId],
        ['redirect_uri', redirectUri],
        ['response_type', 'code'],
        ['scope', insideApp ? 'snsapi_userinfo' : 'snsapi_login'],
        ['state', state],
      ]);
      return `${authorizeUrl}${path}?${query}#wechat_redirect`;
    },
    exchange,
  };
}

/** WeChat answers errors with status 200; its messages change, its numbers do not. */
function readAnswer(answer: Result<string, ProviderFailed>): Answer {
  if (!answer.ok) return answer;
  const value = parseObject(answer.value);
  if (value === undefined) return failed('not JSON');
  const errcode = value['errcode'];
  if (errcode === undefined || errcode === 0) return ok(value);
  const reason = `errcode ${Number(errcode)}`;
  return CODE_ERRORS.has(Number(errcode)) ? refuse({ code: 'login_code_refused', reason }) : failed(reason);
}
