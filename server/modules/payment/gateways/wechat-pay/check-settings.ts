import { createPrivateKey } from 'node:crypto';
import type { Words } from '../../../../kernel/language.ts';
import type { CheckResult } from '../../gateway.ts';
import type { Answer, WechatPayApi } from './call-wechat-pay.ts';
import { plain } from './error-codes.ts';

/** A number that no payment of ours has: it lies before the shop was. */
const NO_PAYMENT = 'P0000000000000000000000000000000';
const CLOCK_MAY_BE_OFF_MS = 60_000;
const CLOCK_MUST_NOT_BE_OFF_MS = 5 * 60_000;

/** Proves the settings by asking for a payment that is not there: who answers so knows merchant, key and serial number. */
export async function checkSettings(
  api: WechatPayApi,
  { notifyUrl }: { readonly notifyUrl: string },
): Promise<CheckResult[]> {
  const { mchId } = api.settings;
  const answer = await api.call('GET', `/v3/pay/transactions/out-trade-no/${NO_PAYMENT}?mchid=${mchId}`);
  return [
    checkKey(api),
    checkConnection(answer),
    ...(answer === undefined ? [] : [checkAnswer(answer), ...checkClock(api, answer)]),
    await checkVerification(api),
    checkCallback(notifyUrl),
  ];
}

const result = (
  what: CheckResult['what'],
  state: CheckResult['state'],
  zh: string,
  en: string,
): CheckResult => ({ what, state, says: { zh, en } satisfies Words });

function checkKey({ settings }: WechatPayApi): CheckResult {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(settings.merchantKey);
  return type === 'rsa' && details?.modulusLength === 2048
    ? result('keys', 'right', '商户私钥可用。', "The merchant's private key can be used.")
    : result(
        'keys',
        'wrong',
        '商户私钥应为 2048 位 RSA。请使用商户平台下载的 apiclient_key.pem。',
        "The merchant's private key has to be RSA of 2048 bits: take apiclient_key.pem of the merchant platform.",
      );
}

function checkConnection(answer: Answer | undefined): CheckResult {
  return answer === undefined
    ? result(
        'connection',
        'wrong',
        '微信支付没有应答。请检查本机能否访问 api.mch.weixin.qq.com:443（按域名放行，不要按 IP）。',
        'WeChat Pay does not answer. See whether this machine reaches api.mch.weixin.qq.com:443 (let it through by its name, not by addresses).',
      )
    : result('connection', 'right', '可以连接微信支付。', 'WeChat Pay can be reached.');
}

function checkAnswer({ code, status }: Answer): CheckResult {
  switch (plain(code)) {
    case 'ORDERNOTEXIST':
      return result(
        'settings',
        'right',
        '商户号、证书序列号与商户私钥相符。',
        'Merchant number, serial number and private key belong together.',
      );
    case 'SIGNERROR':
      return result(
        'settings',
        'wrong',
        '微信支付不认我们的签名：商户号、证书序列号和 apiclient_key.pem 不是同一套，或本机时钟不准。',
        'WeChat Pay does not accept our signature: merchant number, serial number and apiclient_key.pem are not of one set, or the clock is off.',
      );
    case 'NOAUTH':
    case 'MCHNOTEXISTS':
      return result(
        'settings',
        'wrong',
        '商户号没有开通这个产品，或已被限制。请在商户平台查看。',
        'The merchant has not opened this product, or is limited. See the merchant platform.',
      );
    default:
      return result(
        'settings',
        'wrong',
        `微信支付的答复不是预期的：${status} ${code ?? ''}`,
        `WeChat Pay answers something else than expected: ${status} ${code ?? ''}`,
      );
  }
}

function checkClock({ settings }: WechatPayApi, { date }: Answer): CheckResult[] {
  if (date === undefined || Number.isNaN(date.getTime())) return [];
  const offMs = Math.abs(settings.clock.now().getTime() - date.getTime());
  const seconds = Math.round(offMs / 1000);
  if (offMs < CLOCK_MAY_BE_OFF_MS)
    return [result('clock', 'right', '本机时钟准确。', "This machine's clock is right.")];
  return [
    result(
      'clock',
      offMs < CLOCK_MUST_NOT_BE_OFF_MS ? 'warning' : 'wrong',
      `本机时钟与微信支付相差 ${seconds} 秒，超过 300 秒就不能收款。请打开自动校时。`,
      `This machine's clock is off by ${seconds} s; from 300 s on nobody can pay. Have it set by NTP.`,
    ),
  ];
}

/** By the public key alone the APIv3 key is proved by the first notice; by certificates it opens these. */
async function checkVerification({ keys }: WechatPayApi): Promise<CheckResult> {
  if (keys.publicKeyId !== undefined)
    return result(
      'certificate',
      'right',
      '使用微信支付公钥验签。APIv3 密钥要到第一条支付通知才能验证。',
      "WeChat Pay's public key verifies its answers. The APIv3 key is proved by the first notice of a payment.",
    );
  return (await keys.fetchNow())
    ? result(
        'certificate',
        'right',
        '平台证书可以下载并解开。',
        'Platform certificates can be downloaded and opened.',
      )
    : result(
        'certificate',
        'wrong',
        '平台证书下载不到或解不开：APIv3 密钥不对，或该商户只能使用微信支付公钥（请设置公钥和公钥 ID）。',
        'Platform certificates cannot be downloaded or opened: the APIv3 key is wrong, or this merchant has the public key alone (set it and its id).',
      );
}

function checkCallback(notifyUrl: string): CheckResult {
  const { protocol, search, hostname } = new URL(notifyUrl);
  const isReachable =
    protocol === 'https:' && search === '' && !/^(localhost|127\.|10\.|192\.168\.|\[)/.test(hostname);
  return isReachable
    ? result('callback', 'right', '通知地址可用。', 'Notices can be sent to the address.')
    : result(
        'callback',
        'wrong',
        '通知地址必须是公网 https 地址，且不带参数。请设置 PUBLIC_URL。',
        'Notices go to a public https address without a query: set PUBLIC_URL.',
      );
}
