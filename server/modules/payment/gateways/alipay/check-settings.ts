import { X509Certificate } from 'node:crypto';
import type { CheckResult } from '../../gateway.ts';
import { checkCallback, checkClock, checked } from '../check-callback.ts';
import type { AlipayApi, Heard } from './call-alipay.ts';
import { isNotThere } from './error-codes.ts';
import type { AlipaySettings } from './settings.ts';

/** A number that no payment of ours has: it lies before the shop was. */
const NO_PAYMENT = 'P0000000000000000000000000000000';
const CLOCK_MUST_NOT_BE_OFF_MS = 10 * 60_000;
const ENDS_SOON_MS = 30 * 86_400_000;

/** Proves the settings by asking for a payment that is not there: who answers so, under Alipay's key, knows the app and its key. */
export async function checkSettings(
  api: AlipayApi,
  { notifyUrl }: { readonly notifyUrl: string },
): Promise<CheckResult[]> {
  const { settings } = api;
  const heard = await api.listen('alipay.trade.query', { out_trade_no: NO_PAYMENT });
  const clock = { name: { zh: '支付宝', en: 'Alipay' }, mustNotBeOffMs: CLOCK_MUST_NOT_BE_OFF_MS };
  return [
    checkConnection(heard),
    ...(heard === undefined
      ? []
      : [checkAnswer(heard), checkKey(heard), ...checkClock(settings.clock.now(), heard.date, clock)]),
    ...checkCertificates(settings),
    checkCallback(notifyUrl),
  ];
}

function checkConnection(heard: Heard | undefined): CheckResult {
  return heard === undefined
    ? checked(
        'connection',
        'wrong',
        '支付宝没有应答。请检查本机能否访问 openapi.alipay.com:443。',
        'Alipay does not answer. See whether this machine reaches openapi.alipay.com:443.',
      )
    : checked('connection', 'right', '可以连接支付宝。', 'Alipay can be reached.');
}

/** What Alipay thinks of us. */
function checkAnswer({ answer: { code } }: Heard): CheckResult {
  if (isNotThere(code))
    return checked('settings', 'right', 'AppID 与应用私钥相符。', 'App id and private key belong together.');
  switch (code.slice(code.lastIndexOf('.') + 1)) {
    case 'invalid-app-id':
      return checked(
        'settings',
        'wrong',
        '支付宝没有这个 AppID，或应用还没有上线。沙箱的 AppID 只能用沙箱的接口地址。',
        "Alipay has no such app id, or the app is not online. A sandbox's app id works at the sandbox's address alone.",
      );
    case 'invalid-signature':
      return checked(
        'settings',
        'wrong',
        '支付宝不认我们的签名：应用私钥与开放平台上设置的应用公钥不是一对。',
        "Alipay does not accept our signature: the private key and the app's public key in the open platform are no pair.",
      );
    case 'app-cert-sn-illegal':
    case 'missing-app-cert-sn':
      return checked(
        'settings',
        'wrong',
        '这个应用用的是公钥证书。请填应用公钥证书、支付宝公钥证书和支付宝根证书。',
        'This app uses certificates: set that of the app, that of Alipay and its root.',
      );
    case 'insufficient-isv-permissions':
    case 'ACCESS_FORBIDDEN':
      return checked(
        'settings',
        'wrong',
        '应用没有开通这个产品。请在商家中心签约当面付、电脑网站支付和手机网站支付。',
        'The app has not opened this product: sign up for 当面付, 电脑网站支付 and 手机网站支付.',
      );
    default:
      return checked(
        'settings',
        'wrong',
        `支付宝的答复不是预期的：${code}`,
        `Alipay answers something else than expected: ${code}`,
      );
  }
}

/** What we make of Alipay's word: with another key than its own every answer and notice would be refused. */
function checkKey({ isProved }: Heard): CheckResult {
  return isProved
    ? checked('keys', 'right', '支付宝的签名可以验证。', "Alipay's signature can be verified.")
    : checked(
        'keys',
        'wrong',
        '支付宝的签名验不过：填的应是「支付宝公钥」，不是「应用公钥」；用证书的应填最新的支付宝公钥证书。',
        "Alipay's signature cannot be verified: its own public key (支付宝公钥) is wanted, not the app's (应用公钥); with certificates, its newest.",
      );
}

function checkCertificates({ trust, clock }: AlipaySettings): CheckResult[] {
  if (trust.mode === 'key')
    return [
      checked(
        'certificate',
        'right',
        '使用支付宝公钥验签，没有证书会过期。',
        "Alipay's public key verifies its answers; no certificate ends.",
      ),
    ];
  const ends = [trust.appCertificate, trust.alipayCertificate].map((pem) =>
    Date.parse(new X509Certificate(pem).validTo),
  );
  const day = new Date(Math.min(...ends)).toISOString().slice(0, 10);
  const leftMs = Math.min(...ends) - clock.now().getTime();
  return [
    leftMs > ENDS_SOON_MS
      ? checked('certificate', 'right', `证书有效到 ${day}。`, `The certificates are good until ${day}.`)
      : checked(
          'certificate',
          leftMs > 0 ? 'warning' : 'wrong',
          `证书到 ${day} 为止。请在开放平台更换并重新填写。`,
          `The certificates end on ${day}: renew them in the open platform and set them anew.`,
        ),
  ];
}
