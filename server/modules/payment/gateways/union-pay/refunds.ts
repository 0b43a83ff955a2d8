import { toFen } from '../../../../kernel/money.ts';
import type { AskedRefund, QueriedRefund, RefundReport } from '../../gateway.ts';
import type { UnionPayApi } from './call-union-pay.ts';
import { currencyOf, fenOf, timeText, type Fields } from './fields.ts';
import { BACK, queryPurchase, queryTrade } from './purchases.ts';
import { isDone, isUnderWay, refusalOf, REPEATED } from './response-codes.ts';

const MONTHS = 11;
const DAY_MS = 86_400_000;

/**
 * Asks for a refund under its own number. That UnionPay takes it on is not yet that money moves; asked for again, it says that it
 * has been there before, and then how far it has come.
 */
export async function askForRefund(api: UnionPayApi, refund: AskedRefund): Promise<RefundReport> {
  const { payment, amount, refundNo, requestedAt } = refund;
  if (isTooLate(payment.createdAt, api.settings.clock.now())) return { state: 'refused', reason: 'too_late' };
  const origQryId = payment.reference ?? (await findReference(api, refund));
  if (origQryId === undefined) return { state: 'unknown' };
  const answer = await api.ask(BACK, {
    ...{ bizType: '000201', txnType: '04', txnSubType: '00', channelType: '07', currencyCode: '156' },
    ...{ orderId: refundNo, txnTime: timeText(requestedAt), txnAmt: String(amount), origQryId },
    backUrl: api.settings.notifyUrl(),
  });
  if (answer === undefined) return { state: 'unknown' };
  const { respCode: code, queryId } = answer.fields;
  if (isDone(code) || isUnderWay(code)) return { state: 'pending', ...(queryId && { reference: queryId }) };
  if (code === REPEATED) return silentUnlessFound(await queryRefund(api, refund));
  return refusedOf(code);
}

/** It says that it has been there, and knows nothing of it: what that means a person has to find out. */
const silentUnlessFound = (found: QueriedRefund): RefundReport =>
  found.state === 'not_found' ? { state: 'unknown' } : found;

/** Of eleven months, and the day on which they end. */
function isTooLate(paidAt: Date, now: Date): boolean {
  const last = new Date(paidAt);
  last.setUTCMonth(last.getUTCMonth() + MONTHS);
  return now.getTime() > last.getTime() + DAY_MS;
}

async function findReference(api: UnionPayApi, { payment }: AskedRefund): Promise<string | undefined> {
  const report = await queryPurchase(api, payment);
  return report.state === 'succeeded' ? report.reference : undefined;
}

export async function queryRefund(
  api: UnionPayApi,
  { refundNo, requestedAt }: AskedRefund,
): Promise<QueriedRefund> {
  const trade = await queryTrade(api, refundNo, requestedAt);
  return typeof trade === 'string' ? { state: trade } : reportOf(trade, trade.origRespCode);
}

/** What UnionPay says of a refund, in an answer or a notice. */
export function reportOf(trade: Fields, code: string | undefined): RefundReport {
  if (isUnderWay(code)) return { state: 'pending' };
  if (!isDone(code)) return refusedOf(code);
  const amount = fenOf(trade.txnAmt);
  const { queryId: reference } = trade;
  if (!reference || amount === undefined) return { state: 'unknown' };
  return {
    state: 'completed',
    reference,
    amount: toFen(amount),
    currency: currencyOf(trade.currencyCode),
  };
}

function refusedOf(code: string | undefined): RefundReport {
  const reason = refusalOf(code);
  return reason === undefined ? { state: 'unknown' } : { state: 'refused', reason, code: code! };
}
