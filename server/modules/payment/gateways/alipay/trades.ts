import { ZERO } from '../../../../kernel/money.ts';
import type { AskedPayment, CloseReport, CreateReport, NewPayment, PaymentReport } from '../../gateway.ts';
import { parseYuan, writeYuan } from '../yuan.ts';
import { subjectOf, writeTime } from './alipay-text.ts';
import type { AlipayApi, Answer } from './call-alipay.ts';
import { causeOf, isClosed, isNotThere, isPaid, isSilentCode } from './error-codes.ts';

/** In how many periods 花呗分期 is paid back. */
export const PERIODS: readonly number[] = [3, 6, 12];

const PRECREATE = 'alipay.trade.precreate';
const PAGES = {
  redirect: { method: 'alipay.trade.page.pay', product: 'FAST_INSTANT_TRADE_PAY' },
  h5: { method: 'alipay.trade.wap.pay', product: 'QUICK_WAP_WAY' },
} as const;

/**
 * Opens a payment. A code is made by Alipay; a page is a signed address, of which Alipay hears once the payer is there. The end is
 * the order's own, as a moment: a span would begin when the code is scanned, and the code would be good for two hours until then.
 */
export async function openTrade(api: AlipayApi, payment: NewPayment): Promise<CreateReport> {
  const { channel, notifyUrl, returnUrl } = payment;
  switch (channel) {
    case 'qr': {
      const content = contentOf(payment, api.settings.qrProduct);
      return codeOf(await api.call(PRECREATE, content, notifyUrl));
    }
    case 'redirect':
    case 'h5': {
      const { method, product } = PAGES[channel];
      const content = {
        ...contentOf(payment, product),
        // Where who gives up goes back to.
        ...(channel === 'h5' && { quit_url: returnUrl }),
      };
      const url = await api.pageOf({ method, content, notifyUrl, returnUrl });
      return { state: 'open', action: { type: 'redirect', url } };
    }
    default:
      return { state: 'refused', cause: 'gateway_unavailable', code: 'CHANNEL_UNKNOWN' };
  }
}

function contentOf(
  { paymentNo, amount, description, expiresAt, instalments }: NewPayment,
  product: string,
): Record<string, unknown> {
  return {
    out_trade_no: paymentNo,
    total_amount: writeYuan(amount),
    subject: subjectOf(description),
    product_code: product,
    time_expire: writeTime(expiresAt),
    // The whole fee is the buyer's or the shop's: Alipay takes no share between.
    ...(instalments !== undefined && {
      extend_params: {
        hb_fq_num: String(instalments.periods),
        hb_fq_seller_percent: instalments.feeBearer === 'shop' ? '100' : '0',
      },
    }),
  };
}

function codeOf(answer: Answer | undefined): CreateReport {
  if (answer === undefined || isSilentCode(answer.code)) return { state: 'unknown' };
  if (!answer.isDone) return { state: 'refused', cause: causeOf(answer.code), code: answer.code };
  const { qr_code: content } = answer.body;
  return typeof content === 'string'
    ? { state: 'open', action: { type: 'qr', content } }
    : { state: 'unknown' };
}

/** One that nobody has scanned or opened is not there yet: nothing was paid, and that is an answer. */
export async function queryTrade(api: AlipayApi, { paymentNo }: AskedPayment): Promise<PaymentReport> {
  const answer = await api.call('alipay.trade.query', { out_trade_no: paymentNo });
  if (answer === undefined) return { state: 'unknown' };
  if (answer.isDone) return reportOf(answer.body, api.settings.sellerId);
  return { state: isNotThere(answer.code) ? 'pending' : 'unknown' };
}

/**
 * What a trade's state says. An answer names no seller: it speaks of the account whose app has asked. A trade that was paid and went
 * back whole is `TRADE_CLOSED` as well; nothing is there for it.
 */
export function reportOf(trade: Answer['body'], merchant: string): PaymentReport {
  switch (trade.trade_status) {
    case 'TRADE_SUCCESS':
    // Paid, and the time for refunds is over.
    case 'TRADE_FINISHED':
      return receivedOf(trade, merchant);
    case 'WAIT_BUYER_PAY':
      return { state: 'pending' };
    case 'TRADE_CLOSED':
      return { state: 'closed' };
    default:
      return { state: 'unknown' };
  }
}

function receivedOf(
  { out_trade_no: paymentNo, trade_no: reference, total_amount: total }: Answer['body'],
  merchant: string,
): PaymentReport {
  const amount = typeof total === 'string' ? parseYuan(total) : undefined;
  if (typeof paymentNo !== 'string' || typeof reference !== 'string') return { state: 'unknown' };
  if (amount === undefined || amount <= ZERO) return { state: 'unknown' };
  return { state: 'succeeded', paymentNo, reference, merchant, currency: 'CNY', amount };
}

/** Closing again closes once. What nobody has scanned cannot be closed and need not be: its code ends with its order. */
export async function closeTrade(api: AlipayApi, { paymentNo }: AskedPayment): Promise<CloseReport> {
  const answer = await api.call('alipay.trade.close', { out_trade_no: paymentNo });
  if (answer === undefined) return { state: 'unknown' };
  if (answer.isDone || isNotThere(answer.code) || isClosed(answer.code)) return { state: 'closed' };
  return { state: isPaid(answer.code) ? 'already_paid' : 'unknown' };
}
