import type { AlipaySdk, AlipaySdkCommonResult } from 'alipay-sdk';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { readPrivateKey, readPublicKey } from '../../../platform/read-keys.ts';
import { failed, parseObject, PROVIDER_TIMEOUT_MS, readId, readName } from './ask-provider.ts';
import type { ExchangeRefusal, LoginProvider, ProviderIdentity } from './login-provider.ts';

export type AlipaySettings = {
  readonly appId: string;
  /** Of our app, as its key tool writes it: PEM, or the bare Base64 of PKCS #8 or PKCS #1. */
  readonly privateKey: string;
  /** Alipay's own, never the app's: without it no answer could be believed. */
  readonly alipayPublicKey: string;
  readonly authorizeUrl?: string;
  readonly gatewayUrl?: string;
  readonly timeoutMs?: number;
};

/** The code is invented or expired, or was used. */
const CODE_INVALID = 'isv.code-invalid';

type Answer = Result<AlipaySdkCommonResult, ExchangeRefusal>;

export function makeAlipay(settings: AlipaySettings): LoginProvider {
  const { appId, authorizeUrl = 'https://openauth.alipay.com', timeoutMs = PROVIDER_TIMEOUT_MS } = settings;
  // Read now, so that a key that is none is told at start.
  const privateKey = readPrivateKey(settings.privateKey).export({ type: 'pkcs8', format: 'pem' });
  const alipayPublicKey = readPublicKey(settings.alipayPublicKey).export({ type: 'spki', format: 'pem' });
  let opened: Promise<AlipaySdk> | undefined;

  /** Loaded when the first person comes by Alipay, since it takes 100 ms and 40 MB. */
  async function openSdk(): Promise<AlipaySdk> {
    const { AlipaySdk } = await import('alipay-sdk');
    return new AlipaySdk({
      appId,
      privateKey: privateKey.toString().trim(),
      keyType: 'PKCS8',
      alipayPublicKey: alipayPublicKey.toString().trim(),
      gateway: settings.gatewayUrl ?? 'https://openapi.alipay.com/gateway.do',
      timeout: timeoutMs,
    });
  }

  /** Parameters stand beside the common ones, not in `biz_content`. Every answer's signature is verified. */
  async function ask(method: string, params: Record<string, string>): Promise<Answer> {
    const sdk = await (opened ??= openSdk());
    let answer: AlipaySdkCommonResult;
    try {
      answer = await sdk.exec(method, params, { validateSign: true });
    } catch (error) {
      return failedCall(error as Error, method);
    }
    // Answers to a token request carry no code where all is well.
    if (answer.code === undefined || answer.code === '10000') return ok(answer);
    return refused(String(answer['subCode'] ?? answer.code));
  }

  async function exchange(code: string): Promise<Result<ProviderIdentity, ExchangeRefusal>> {
    const granted = await ask('alipay.system.oauth.token', { grantType: 'authorization_code', code });
    if (!granted.ok) return granted;
    const authToken = readId(granted.value['accessToken']);
    if (authToken === undefined) return failed('no access token');
    const userId = readId(granted.value['userId']);
    const openId = readId(granted.value['openId']);
    // Older apps are told the id that is the same everywhere, newer ones an id of their own.
    const subject = userId === undefined ? openId && `open:${appId}:${openId}` : `user:${userId}`;
    if (subject === undefined) return failed('no id of a person');
    const profile = await ask('alipay.user.info.share', { authToken });
    return ok({
      subject,
      appId,
      openId: openId ?? userId,
      // Who it is is known by now: a profile that cannot be read costs the name, not the sign-in.
      displayName: profile.ok ? readName(profile.value['nickName']) : undefined,
    });
  }

  return {
    name: 'alipay',
    serves: () => true,
    authorizeUrl({ state, redirectUri }) {
      const query = new URLSearchParams({
        app_id: appId,
        scope: 'auth_user',
        redirect_uri: redirectUri,
        state,
      });
      return `${authorizeUrl}/oauth2/publicAppAuthorize.htm?${query}`;
    },
    exchange: ({ code }) => exchange(code),
  };
}

function refused(subCode: string): Result<never, ExchangeRefusal> {
  const reason = /^[\w.-]{1,60}$/.test(subCode) ? subCode : 'an unlikely code';
  return subCode === CODE_INVALID ? refuse({ code: 'login_code_refused', reason }) : failed(reason);
}

/**
 * What a call that threw is told as. The package looks for the signature of an `error_response` in the wrong place, so such
 * an answer ends here as well: it is believed no further than to choose the words. The package's own message holds the
 * whole answer, and with it who is signing in, so it must not reach a log.
 */
function failedCall(
  error: Error & { responseDataRaw?: unknown },
  method: string,
): Result<never, ExchangeRefusal> {
  const { responseDataRaw: raw } = error;
  const told = typeof raw === 'string' ? parseObject(raw)?.['error_response'] : undefined;
  const subCode = (told as { sub_code?: unknown } | undefined)?.sub_code;
  return typeof subCode === 'string' ? refused(subCode) : failed(`${error.name} at ${method}`);
}
