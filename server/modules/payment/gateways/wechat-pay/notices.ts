import type { Notification, NotificationAnswer, RawNotification } from '../../gateway.ts';
import { readJson, type Answer, type WechatPayApi } from './call-wechat-pay.ts';
import { isSealedResource, openResource } from './open-resource.ts';
import { refundReportOf } from './refunds.ts';
import { reportOf } from './transactions.ts';
import { isSigned, readSignature } from './verify-answer.ts';

/** Verified over its bytes, then opened. Undefined where either fails, or it speaks of another merchant or app. */
export async function readNotice(
  { settings, keys }: WechatPayApi,
  { headers, body }: RawNotification,
): Promise<Notification | undefined> {
  const signature = readSignature(headers);
  const key = signature && (await keys.find(signature.serial));
  if (signature === undefined || key === undefined || !isSigned(signature, body, key, settings.clock.now()))
    return undefined;
  const { id, event_type: event, resource } = readJson(body) ?? {};
  if (typeof id !== 'string' || typeof event !== 'string' || !isSealedResource(resource)) return undefined;
  const opened = openResource(settings.apiV3Key, resource);
  const facts = opened && readJson(opened);
  return facts && toNotification(settings, { id, event }, facts);
}

function toNotification(
  { mchId, appId }: WechatPayApi['settings'],
  { id, event }: { readonly id: string; readonly event: string },
  facts: Answer['body'],
): Notification | undefined {
  const { mchid, appid, out_trade_no: paymentNo, out_refund_no: refundNo } = facts;
  if (mchid !== mchId) return undefined;
  if (event.startsWith('REFUND.') && typeof refundNo === 'string')
    return {
      kind: 'refund',
      notificationId: id,
      refundNo,
      report: refundReportOf(facts, facts.refund_status),
    };
  if (event.startsWith('TRANSACTION.') && typeof paymentNo === 'string')
    return appid === appId
      ? { kind: 'payment', notificationId: id, paymentNo, report: reportOf(facts) }
      : undefined;
  return { kind: 'unrelated', notificationId: id };
}

const ANSWERS = {
  accepted: { status: 200, body: { code: 'SUCCESS' } },
  refused: { status: 401, body: { code: 'FAIL', message: 'signature' } },
  // It comes again, fifteen times in a day.
  try_again: { status: 503, body: { code: 'FAIL', message: 'again' } },
} as const;

export function answerNotice(outcome: keyof typeof ANSWERS): NotificationAnswer {
  const { status, body } = ANSWERS[outcome];
  return { status, body: JSON.stringify(body), contentType: 'application/json; charset=utf-8' };
}
