import type { FailureCause } from '../../payment.failures.ts';
import type { RefundRefusal } from '../../gateway.ts';
import type { Answer } from './call-wechat-pay.ts';

/** A code without its underscores: v2 and some answers of v3 spell `ORDERPAID`, others `ORDER_PAID`. */
export const plain = (code: string | undefined): string => (code ?? '').replaceAll('_', '');

/** Of an answer after which nobody knows what happened, so that it is asked about. */
export function isSilence({ status, code }: Answer): boolean {
  return status >= 500 || status === 429 || UNDECIDED.has(plain(code));
}

const UNDECIDED: ReadonlySet<string> = new Set([
  'SYSTEMERROR',
  'FREQUENCYLIMITED',
  'FREQUENCYLIMITEXCEED',
  'RATELIMITEXCEEDED',
  'BANKERROR',
]);

/** Why nothing could be opened, as the payer is told it. What only the merchant can mend is the service's being down for them. */
const CAUSES: Readonly<Record<string, FailureCause>> = {
  RULELIMIT: 'limit_reached',
  RISKCONTROL: 'risk_control',
  TRADEERROR: 'bank_declined',
  ACCOUNTERROR: 'risk_control',
  NOTENOUGH: 'insufficient_funds',
  ORDERCLOSED: 'timeout',
};

export function causeOf(code: string | undefined): FailureCause {
  return CAUSES[plain(code)] ?? 'gateway_unavailable';
}

/**
 * Why no money goes back. `RULE_LIMIT` and `INVALID_REQUEST` stand for several limits (50 parts, 365 days, more than was paid), which the
 * service tells apart in words alone.
 */
export function refusalOf({ code, message }: Answer): RefundRefusal {
  switch (plain(code)) {
    case 'NOTENOUGH':
      return 'merchant_balance';
    case 'USERACCOUNTABNORMAL':
      return 'payer_account';
    case 'TRADEOVERDUE':
      return 'too_late';
    case 'RULELIMIT':
    case 'INVALIDREQUEST':
    case 'PARAMERROR':
      return refusalInWords(message);
    default:
      return 'other';
  }
}

function refusalInWords(message: string): RefundRefusal {
  if (/期限|超过.{0,6}(一年|365|年)|过期/.test(message)) return 'too_late';
  if (/次数|50/.test(message)) return 'too_many_parts';
  if (/金额/.test(message)) return 'exceeds_payment';
  return 'other';
}
