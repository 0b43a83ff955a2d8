import { toFen } from '../../../../kernel/money.ts';
import type { AskedPayment, CloseReport, CreateReport, NewPayment, PaymentReport } from '../../gateway.ts';
import type { UnionPayApi } from './call-union-pay.ts';
import { currencyOf, fenOf, timeText, type Fields } from './fields.ts';
import { causeOf, isDone, isUnderWay, NOT_FOUND } from './response-codes.ts';

export const FRONT = '/gateway/api/frontTransReq.do';
export const BACK = '/gateway/api/backTransReq.do';
export const QUERY = '/gateway/api/queryTrans.do';

/** What is under way as the time ends may have been paid in its last second. */
const GRACE_MS = 2 * 60_000;
const NAME_CHARACTERS = 40;

/**
 * A form that the payer's browser posts: the shop itself asks nothing. Made again of the same payment it names the same trade, as its
 * time is that of the payment.
 */
export function createPurchase(api: UnionPayApi, payment: NewPayment): CreateReport {
  const { settings } = api;
  const name = commodityName(payment.description);
  const fields = api.sign({
    ...{ bizType: '000201', txnType: '01', txnSubType: '01', currencyCode: '156' },
    // On a phone the page is another one.
    channelType: payment.channel === 'h5' ? '08' : '07',
    orderId: payment.paymentNo,
    txnTime: timeText(payment.createdAt),
    txnAmt: String(payment.amount),
    payTimeout: timeText(payment.expiresAt),
    // UnionPay has the browser post what came of it; where nothing did, it only leads back.
    frontUrl: payment.returnByPostUrl,
    frontFailUrl: payment.returnUrl,
    backUrl: payment.notifyUrl,
    ...(name !== '' && { riskRateInfo: `{commodityName=${name}}` }),
  });
  return { state: 'open', action: { type: 'form', url: `${settings.payUrl()}${FRONT}`, fields } };
}

/** Without what stands between fields there, and without characters of four bytes. */
function commodityName(text: string): string {
  const plain = text.replace(/[^\p{L}\p{N} .]|[\u{10000}-\u{10FFFF}]/gu, ' ').replace(/\s+/g, ' ');
  return plain.trim().slice(0, NAME_CHARACTERS).trim();
}

/** A trade as UnionPay has it. `not_found`: it knows none of this number and time. */
export type AskedTrade = Fields | 'not_found' | 'unknown';

export async function queryTrade(api: UnionPayApi, orderId: string, at: Date): Promise<AskedTrade> {
  const answer = await api.ask(QUERY, {
    ...{ bizType: '000201', txnType: '00', txnSubType: '00' },
    ...{ orderId, txnTime: timeText(at) },
  });
  if (answer?.fields.respCode === '00') return answer.fields;
  return answer?.fields.respCode === NOT_FOUND ? 'not_found' : 'unknown';
}

/**
 * Until its time is over the payer can open the form, choose another card or come back from their bank, so what was not paid yet
 * waits. Afterwards UnionPay takes no money for it any more, and says so by any other code than success.
 */
export async function queryPurchase(api: UnionPayApi, payment: AskedPayment): Promise<PaymentReport> {
  const trade = await queryTrade(api, payment.paymentNo, payment.createdAt);
  if (trade === 'unknown') return { state: 'unknown' };
  const overFor = api.settings.clock.now().getTime() - payment.expiresAt.getTime();
  if (trade === 'not_found') return { state: overFor > 0 ? 'closed' : 'pending' };
  const code = trade.origRespCode;
  if (isDone(code)) return receivedOf(trade);
  if (isUnderWay(code)) return { state: overFor > GRACE_MS ? 'closed' : 'pending' };
  const cause = causeOf(code);
  if (cause !== undefined) return { state: 'failed', cause, code: code! };
  return { state: overFor > 0 ? 'closed' : 'pending' };
}

/** What has another form than the service describes says nothing. */
export function receivedOf(trade: Fields): PaymentReport {
  const { orderId: paymentNo, queryId: reference, merId: merchant, txnAmt, currencyCode } = trade;
  const amount = fenOf(txnAmt);
  if (!paymentNo || !reference || !merchant || amount === undefined) return { state: 'unknown' };
  const currency = currencyOf(currencyCode);
  return { state: 'succeeded', paymentNo, reference, merchant, currency, amount: toFen(amount) };
}

/** UnionPay closes nothing that is asked for: it ends by its time, or by a card that was refused. */
export async function closePurchase(api: UnionPayApi, payment: AskedPayment): Promise<CloseReport> {
  const { state } = await queryPurchase(api, payment);
  switch (state) {
    case 'succeeded':
      return { state: 'already_paid' };
    case 'closed':
      return { state: 'closed' };
    case 'failed':
    case 'pending':
      return { state: payment.expiresAt < api.settings.clock.now() ? 'closed' : 'pending' };
    case 'unknown':
      return { state: 'unknown' };
  }
}
