import { createPrivateKey } from 'node:crypto';
import type { CheckResult } from '../../gateway.ts';
import { checkCallback, checkClock, checked } from '../check-callback.ts';
import type { Answer, WechatPayApi } from './call-wechat-pay.ts';
import { plain } from './error-codes.ts';

/** A number that no payment of ours has: it lies before the shop was. */
const NO_PAYMENT = 'P0000000000000000000000000000000';
const CLOCK_MUST_NOT_BE_OFF_MS = 5 * 60_000;

/** Proves the settings by asking for a payment that is not there: who answers so knows merchant, key and serial number. */
export async function checkSettings(
  api: WechatPayApi,
  { notifyUrl }: { readonly notifyUrl: string },
): Promise<CheckResult[]> {
  const { mchId } = api.settings;
  const answer = await api.call('GET', `/v3/pay/transactions/out-trade-no/${NO_PAYMENT}?mchid=${mchId}`);
  const clock = { name: { zh: '微信支付', en: 'WeChat Pay' }, mustNotBeOffMs: CLOCK_MUST_NOT_BE_OFF_MS };
  return [
    checkKey(api),
    checkConnection(answer),
    ...(answer === undefined
      ? []
      : [checkAnswer(answer), ...checkClock(api.settings.clock.now(), answer.date, clock)]),
    await checkVerification(api),
    checkCallback(notifyUrl),
  ];
}

function checkKey({ settings }: WechatPayApi): CheckResult {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(settings.merchantKey);
  return type === 'rsa' && details?.modulusLength === 2048
    ? checked('keys', 'right', '商户私钥可用。', "The merchant's private key can be used.")
    : checked(
        'keys',
        'wrong',
        '商户私钥应为 2048 位 RSA。请使用商户平台下载的 apiclient_key.pem。',
        "The merchant's private key has to be RSA of 2048 bits: take apiclient_key.pem of the merchant platform.",
      );
}

function checkConnection(answer: Answer | undefined): CheckResult {
  return answer === undefined
    ? checked(
        'connection',
        'wrong',
        '微信支付没有应答。请检查本机能否访问 api.mch.weixin.qq.com:443（按域名放行，不要按 IP）。',
        'WeChat Pay does not answer. See whether this machine reaches api.mch.weixin.qq.com:443 (let it through by its name, not by addresses).',
      )
    : checked('connection', 'right', '可以连接微信支付。', 'WeChat Pay can be reached.');
}

function checkAnswer({ code, status }: Answer): CheckResult {
  switch (plain(code)) {
    case 'ORDERNOTEXIST':
      return checked(
        'settings',
        'right',
        '商户号、证书序列号与商户私钥相符。',
        'Merchant number, serial number and private key belong together.',
      );
    case 'SIGNERROR':
      return checked(
        'settings',
        'wrong',
        '微信支付不认我们的签名：商户号、证书序列号和 apiclient_key.pem 不是同一套，或本机时钟不准。',
        'WeChat Pay does not accept our signature: merchant number, serial number and apiclient_key.pem are not of one set, or the clock is off.',
      );
    case 'NOAUTH':
    case 'MCHNOTEXISTS':
      return checked(
        'settings',
        'wrong',
        '商户号没有开通这个产品，或已被限制。请在商户平台查看。',
        'The merchant has not opened this product, or is limited. See the merchant platform.',
      );
    default:
      return checked(
        'settings',
        'wrong',
        `微信支付的答复不是预期的：${status} ${code ?? ''}`,
        `WeChat Pay answers something else than expected: ${status} ${code ?? ''}`,
      );
  }
}

/** By the public key alone the APIv3 key is proved by the first notice; by certificates it opens these. */
async function checkVerification({ keys }: WechatPayApi): Promise<CheckResult> {
  if (keys.publicKeyId !== undefined)
    return checked(
      'certificate',
      'right',
      '使用微信支付公钥验签。APIv3 密钥要到第一条支付通知才能验证。',
      "WeChat Pay's public key verifies its answers. The APIv3 key is proved by the first notice of a payment.",
    );
  return (await keys.fetchNow())
    ? checked(
        'certificate',
        'right',
        '平台证书可以下载并解开。',
        'Platform certificates can be downloaded and opened.',
      )
    : checked(
        'certificate',
        'wrong',
        '平台证书下载不到或解不开：APIv3 密钥不对，或该商户只能使用微信支付公钥（请设置公钥和公钥 ID）。',
        'Platform certificates cannot be downloaded or opened: the APIv3 key is wrong, or this merchant has the public key alone (set it and its id).',
      );
}
