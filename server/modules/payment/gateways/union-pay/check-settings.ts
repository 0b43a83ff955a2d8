import type { Words } from '../../../../kernel/language.ts';
import type { CheckResult } from '../../gateway.ts';
import type { Answer, UnionPayApi } from './call-union-pay.ts';
import { isGoodAt } from './certificates.ts';
import { timeText } from './fields.ts';
import { QUERY } from './purchases.ts';
import { NOT_FOUND } from './response-codes.ts';

/** A number that no payment of ours has: it lies before the shop was. */
const NO_PAYMENT = 'P0000000000000000000000000000000';
const CLOCK_MAY_BE_OFF_MS = 60_000;
const CLOCK_MUST_NOT_BE_OFF_MS = 5 * 60_000;
/** A new certificate takes some days to come. */
const ENDS_SOON_MS = 30 * 86_400_000;

/** Proves the settings by asking for a payment that is not there: who answers so knows merchant, certificate and key. */
export async function checkSettings(
  api: UnionPayApi,
  { notifyUrl }: { readonly notifyUrl: string },
): Promise<CheckResult[]> {
  const { clock } = api.settings;
  const answer = await api.ask(QUERY, {
    ...{ bizType: '000201', txnType: '00', txnSubType: '00' },
    ...{ orderId: NO_PAYMENT, txnTime: timeText(clock.now()) },
  });
  return [
    checkOwnCertificate(api),
    checkAuthorities(api),
    checkConnection(answer),
    ...(answer === undefined ? [] : [checkAnswer(answer), ...checkClock(clock.now(), answer)]),
    checkCallback(notifyUrl),
  ];
}

const result = (
  what: CheckResult['what'],
  state: CheckResult['state'],
  zh: string,
  en: string,
): CheckResult => ({ what, state, says: { zh, en } satisfies Words });

function checkOwnCertificate({ merchant, settings }: UnionPayApi): CheckResult {
  const { certificate } = merchant;
  const now = settings.clock.now();
  const end = certificate.validToDate.toISOString().slice(0, 10);
  if (!isGoodAt(certificate, now))
    return result(
      'certificate',
      'wrong',
      `商户证书不在有效期内（到 ${end}）。请在 CFCA 换发，再填入新的证书和私钥。`,
      `The merchant's certificate is not valid now (until ${end}). Have CFCA issue another one and set it with its key.`,
    );
  return isGoodAt(certificate, new Date(now.getTime() + ENDS_SOON_MS))
    ? result(
        'certificate',
        'right',
        `商户证书与私钥相符，有效期到 ${end}。`,
        `The merchant's certificate and key belong together, until ${end}.`,
      )
    : result(
        'certificate',
        'warning',
        `商户证书 ${end} 到期。请现在就换发，换好后证书编号会变。`,
        `The merchant's certificate ends on ${end}. Have another one issued now; its number will be another.`,
      );
}

function checkAuthorities({ trust, settings }: UnionPayApi): CheckResult {
  const now = settings.clock.now();
  return trust.authorities.every((authority) => isGoodAt(authority, now))
    ? result(
        'certificate',
        'right',
        '银联根证书和中级证书相符，都在有效期内。',
        "UnionPay's root and middle certificates belong together and are valid.",
      )
    : result(
        'certificate',
        'wrong',
        '银联根证书或中级证书不在有效期内：应答和通知都会被拒绝。请下载新的。',
        "UnionPay's root or middle certificate is not valid now, so its answers and notices are refused. Download new ones.",
      );
}

function checkConnection(answer: Answer | undefined): CheckResult {
  return answer === undefined
    ? result(
        'connection',
        'wrong',
        '银联没有应答，或应答的签名不是银联的。请检查本机能否访问 gateway.95516.com:443，以及根证书、中级证书是否属于同一环境（生产或测试）。',
        'UnionPay does not answer, or its signature is not its own. See whether this machine reaches gateway.95516.com:443, and whether root and middle certificate are of the same environment (production or test).',
      )
    : result('connection', 'right', '可以连接银联。', 'UnionPay can be reached.');
}

function checkAnswer({ fields: { respCode = '', respMsg = '' } }: Answer): CheckResult {
  switch (respCode) {
    case NOT_FOUND:
      return result(
        'settings',
        'right',
        '商户号、商户证书与私钥相符。',
        'Merchant number, certificate and key belong together.',
      );
    case '11':
      return result(
        'settings',
        'wrong',
        '银联不认我们的签名：商户号和商户证书不是同一套，或证书还没有在银联启用。',
        'UnionPay does not accept our signature: merchant number and certificate are not of one set, or the certificate is not in use there yet.',
      );
    case '31':
    case '32':
      return result(
        'settings',
        'wrong',
        '商户状态不正确，或没有开通「在线网关支付」。请联系银联或收单机构。',
        'The merchant is not active, or has not opened the product "online gateway payment" (在线网关支付).',
      );
    default:
      return result(
        'settings',
        'wrong',
        `银联的答复不是预期的：${respCode} ${respMsg}`,
        `UnionPay answers something else than expected: ${respCode} ${respMsg}`,
      );
  }
}

/** A trade whose time is not the present one is refused there. */
function checkClock(now: Date, { date }: Answer): CheckResult[] {
  if (date === undefined || Number.isNaN(date.getTime())) return [];
  const offMs = Math.abs(now.getTime() - date.getTime());
  if (offMs < CLOCK_MAY_BE_OFF_MS)
    return [result('clock', 'right', '本机时钟准确。', "This machine's clock is right.")];
  const seconds = Math.round(offMs / 1000);
  return [
    result(
      'clock',
      offMs < CLOCK_MUST_NOT_BE_OFF_MS ? 'warning' : 'wrong',
      `本机时钟与银联相差 ${seconds} 秒，会被拒绝为「txnTime 无效」。请打开自动校时。`,
      `This machine's clock is off by ${seconds} s; payments are refused for their time (txnTime). Have it set by NTP.`,
    ),
  ];
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
