import type { Notification, NotificationAnswer, RawNotification } from '../../gateway.ts';
import type { UnionPayApi } from './call-union-pay.ts';
import { readForm, type Fields } from './fields.ts';
import { receivedOf } from './purchases.ts';
import { reportOf } from './refunds.ts';

/**
 * Verified over its fields as they were posted: line ends and blanks in them are signed too. It has no time of its sending; one that is
 * played again is the same notice again.
 */
export function readNotice(api: UnionPayApi, { body }: RawNotification): Notification | undefined {
  const fields = readForm(body);
  if (fields === undefined || !api.isUnionPays(fields)) return undefined;
  const { merId, orderId, queryId, txnType, respCode } = fields;
  if (merId !== api.settings.merId || !orderId || !respCode) return undefined;
  const notificationId = `${queryId || orderId} ${respCode}`;
  switch (txnType) {
    case '01':
      return { kind: 'payment', notificationId, paymentNo: orderId, report: reportOfPurchase(fields) };
    case '04':
      return { kind: 'refund', notificationId, refundNo: orderId, report: reportOf(fields, respCode) };
    default:
      return { kind: 'unrelated', notificationId };
  }
}

/** UnionPay tells of success alone; of what has a defect (`A6`) the query says whether it counts. */
const reportOfPurchase = (fields: Fields) =>
  fields.respCode === '00' ? receivedOf(fields) : ({ state: 'pending' } as const);

/** 200 and, of all things, a redirect are taken for "received"; after anything else it comes again, five times in all. */
const STATUS = { accepted: 200, refused: 400, try_again: 503 } as const;

export function answerNotice(outcome: keyof typeof STATUS): NotificationAnswer {
  return {
    status: STATUS[outcome],
    body: outcome === 'accepted' ? 'ok' : outcome,
    contentType: 'text/plain; charset=utf-8',
  };
}
