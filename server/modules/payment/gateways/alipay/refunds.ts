import type { AskedRefund, QueriedRefund, RefundReport } from '../../gateway.ts';
import { parseYuan, writeYuan } from '../yuan.ts';
import { subjectOf } from './alipay-text.ts';
import type { AlipayApi } from './call-alipay.ts';
import { isNotThere, isSilentCode, refusalOf } from './error-codes.ts';

/**
 * Under the same number Alipay gives money back once, however often it is asked. `fund_change` says only whether money has moved
 * by this very call; where it has not, it moved before or is on its way, which another question tells.
 */
export async function askForRefund(api: AlipayApi, refund: AskedRefund): Promise<RefundReport> {
  const { refundNo, payment, amount, reason } = refund;
  const answer = await api.call('alipay.trade.refund', {
    out_trade_no: payment.paymentNo,
    out_request_no: refundNo,
    refund_amount: writeYuan(amount),
    refund_reason: subjectOf(reason),
  });
  if (answer === undefined || isSilentCode(answer.code)) return { state: 'unknown' };
  if (!answer.isDone) return { state: 'refused', reason: refusalOf(answer.code), code: answer.code };
  const { fund_change: moved, trade_no: reference, out_trade_no: paymentNo } = answer.body;
  if (typeof reference !== 'string' || paymentNo !== payment.paymentNo) return { state: 'unknown' };
  // `refund_fee` is the sum of all refunds of the trade so far, so what it names is no amount of this one.
  if (moved === 'Y') return { state: 'completed', reference, amount, currency: 'CNY' };
  const known = await queryRefund(api, refund);
  return known.state === 'not_found' ? { state: 'pending', reference } : known;
}

/** An answer without a state: Alipay has not received it, or it failed. It may be asked for again under its number. */
export async function queryRefund(
  api: AlipayApi,
  { refundNo, payment }: AskedRefund,
): Promise<QueriedRefund> {
  const answer = await api.call('alipay.trade.fastpay.refund.query', {
    out_trade_no: payment.paymentNo,
    out_request_no: refundNo,
  });
  if (answer === undefined) return { state: 'unknown' };
  if (!answer.isDone) return { state: isNotThere(answer.code) ? 'not_found' : 'unknown' };
  const { refund_status: status, refund_amount: told, trade_no: reference, out_request_no: no } = answer.body;
  if (status === undefined || status === '') return { state: 'not_found' };
  const amount = typeof told === 'string' ? parseYuan(told) : undefined;
  const isWhole = typeof reference === 'string' && amount !== undefined && no === refundNo;
  if (status !== 'REFUND_SUCCESS' || !isWhole) return { state: 'unknown' };
  return { state: 'completed', reference, amount, currency: 'CNY' };
}
