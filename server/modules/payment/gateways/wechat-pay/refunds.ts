import { toFen } from '../../../../kernel/money.ts';
import type { AskedRefund, QueriedRefund, RefundReport } from '../../gateway.ts';
import type { Answer, WechatPayApi } from './call-wechat-pay.ts';
import { isSilence, plain, refusalOf } from './error-codes.ts';
import { safeText } from './safe-text.ts';
import { codeOf } from './transactions.ts';

const REASON_BYTES = 80;

/** Under the same number WeChat gives money back once, however often it is asked, and says how far it has come. */
export async function askForRefund(
  api: WechatPayApi,
  { refundNo, payment, amount, reason }: AskedRefund,
): Promise<RefundReport> {
  const words = safeText(reason, REASON_BYTES);
  const answer = await api.call('POST', '/v3/refund/domestic/refunds', {
    out_trade_no: payment.paymentNo,
    out_refund_no: refundNo,
    ...(words !== '' && { reason: words }),
    notify_url: api.settings.refundNotifyUrl(),
    amount: { refund: amount, total: payment.amount, currency: 'CNY' },
  });
  if (answer?.status === 200) return refundReportOf(answer.body, answer.body.status);
  return answer === undefined ? { state: 'unknown' } : reportOfError(answer);
}

export async function queryRefund(api: WechatPayApi, { refundNo }: AskedRefund): Promise<QueriedRefund> {
  const answer = await api.call('GET', `/v3/refund/domestic/refunds/${refundNo}`);
  if (answer?.status === 200) return refundReportOf(answer.body, answer.body.status);
  return { state: plain(answer?.code) === 'RESOURCENOTEXISTS' ? 'not_found' : 'unknown' };
}

/**
 * `ABNORMAL`: the account that had paid takes nothing any more; what is to become of the money is said in WeChat's merchant
 * platform, by a person. `CLOSED`: WeChat has given the refund up.
 */
export function refundReportOf(
  { refund_id: reference, amount }: Answer['body'],
  status: unknown,
): RefundReport {
  if (typeof reference !== 'string') return { state: 'unknown' };
  switch (status) {
    case 'SUCCESS': {
      const { refund, currency = 'CNY' } = (amount ?? {}) as { refund?: unknown; currency?: unknown };
      if (!Number.isSafeInteger(refund) || typeof currency !== 'string') return { state: 'unknown' };
      return { state: 'completed', reference, amount: toFen(refund as number), currency };
    }
    case 'PROCESSING':
      return { state: 'pending', reference };
    case 'ABNORMAL':
      return { state: 'refused', reason: 'payer_account', code: 'ABNORMAL' };
    case 'CLOSED':
      return { state: 'refused', reason: 'other', code: 'CLOSED' };
    default:
      return { state: 'unknown' };
  }
}

/** Parts of one payment have to be a minute apart: one that comes too soon waits, as one does that asks too often. */
function reportOfError(answer: Answer): RefundReport {
  if (answer.status === 429) return { state: 'pending' };
  if (isSilence(answer)) return { state: 'unknown' };
  // The request itself is wrong, or not ours to make: to ask again in the same way would never help.
  if (answer.status >= 400 && answer.status < 500)
    return { state: 'refused', reason: refusalOf(answer), ...codeOf(answer) };
  return { state: 'unknown' };
}
