import type { RefundRefusal } from '../../gateway.ts';
import type { FailureCause } from '../../payment.failures.ts';

/** A code without the part that tells which layer of Alipay's speaks: `ACQ.`, `aop.ACQ.`, `isp.`. */
const plain = (code: string): string => code.slice(code.lastIndexOf('.') + 1);

/** Of an answer after which nobody knows what happened, so that it is asked about. */
export function isSilentCode(code: string): boolean {
  return SILENT.has(plain(code).toUpperCase().replaceAll('-', '_'));
}

const SILENT: ReadonlySet<string> = new Set([
  ...['20000', '40005', 'SYSTEM_ERROR', 'UNKNOW_ERROR', 'UNKNOWN_ERROR', 'SERVICE_UNAVAILABLE'],
  // Asked too often: later it is answered.
  ...['CALL_LIMITED', 'APP_CALL_LIMITED', 'METHOD_CALL_LIMITED'],
]);

export const isNotThere = (code: string): boolean => plain(code) === 'TRADE_NOT_EXIST';
export const isClosed = (code: string): boolean => plain(code) === 'TRADE_HAS_CLOSE';
/** What cannot be closed, since it was paid. */
export const isPaid = (code: string): boolean =>
  ['TRADE_STATUS_ERROR', 'TRADE_HAS_SUCCESS', 'TRADE_HAS_FINISHED'].includes(plain(code));
/** A day of which there is no bill: nothing was traded, or it is not made yet. */
export const hasNoBill = (code: string): boolean =>
  ['BILL_NOT_EXIST', 'NO_BILL_DATA'].includes(plain(code).toUpperCase());

/** Why nothing could be opened, as the payer is told it. What only the merchant can mend is the service's being down for them. */
const CAUSES: Readonly<Record<string, FailureCause>> = {
  BUYER_BALANCE_NOT_ENOUGH: 'insufficient_funds',
  BUYER_BANKCARD_BALANCE_NOT_ENOUGH: 'insufficient_funds',
  TOTAL_FEE_EXCEED: 'limit_reached',
  BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR: 'limit_reached',
  BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR: 'limit_reached',
  BEYOND_PAY_RESTRICTION: 'limit_reached',
  BEYOND_PER_RECEIPT_RESTRICTION: 'limit_reached',
  ERROR_BALANCE_PAYMENT_DISABLE: 'limit_reached',
  PAYMENT_REQUEST_HAS_RISK: 'risk_control',
  ERROR_BUYER_CERTIFY_LEVEL_LIMIT: 'risk_control',
  BUYER_ENABLE_STATUS_FORBID: 'risk_control',
  BUYER_SELLER_EQUAL: 'risk_control',
  PAYMENT_FAIL: 'bank_declined',
  TRADE_BUYER_NOT_MATCH: 'bank_declined',
  TRADE_HAS_CLOSE: 'timeout',
};

export function causeOf(code: string): FailureCause {
  return CAUSES[plain(code)] ?? 'gateway_unavailable';
}

/** Why no money goes back. */
const REFUSALS: Readonly<Record<string, RefundRefusal>> = {
  REASON_TRADE_REFUND_FEE_ERR: 'exceeds_payment',
  REFUND_AMT_NOT_EQUAL_TOTAL: 'exceeds_payment',
  // Only what went back whole is closed, of what was paid.
  TRADE_HAS_CLOSE: 'exceeds_payment',
  SELLER_BALANCE_NOT_ENOUGH: 'merchant_balance',
  TRADE_HAS_FINISHED: 'too_late',
  TRADE_NOT_ALLOW_REFUND: 'too_late',
  REFUND_TIME_OUT: 'too_late',
  BUYER_ERROR: 'payer_account',
  BUYER_NOT_EXIST: 'payer_account',
  USER_NOT_MATCH_ERR: 'payer_account',
  CUSTOMER_VALIDATE_ERROR: 'payer_account',
};

export function refusalOf(code: string): RefundRefusal {
  return REFUSALS[plain(code)] ?? 'other';
}
