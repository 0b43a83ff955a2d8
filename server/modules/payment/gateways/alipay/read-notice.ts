import type { KeyObject } from 'node:crypto';
import type { Notification, NotificationAnswer, RawNotification } from '../../gateway.ts';
import { parseTime } from './alipay-text.ts';
import type { AlipayApi } from './call-alipay.ts';
import { reportOf } from './trades.ts';
import { decode, isSigned } from './verify-answer.ts';

/** Alipay repeats a notice for 25 hours; an older one is nobody's to send. */
const MAX_AGE_MS = 48 * 3_600_000;
/** How our numbers of refunds look: one that staff made at Alipay has another. */
const OUR_REFUND = /^R[0-9A-Z]{31}$/;

/** Values as bytes, since those are what is signed, in whatever charset they are. */
type Form = ReadonlyMap<string, Buffer>;
type Fields = Readonly<Record<string, string>>;

/** Verified over its bytes, then read. Undefined where it is not Alipay's, or speaks of another app or seller. */
export function readNotice(
  { settings, key }: AlipayApi,
  { body }: Pick<RawNotification, 'body'>,
): Notification | undefined {
  const form = readForm(body);
  const fields = form && isNotice(form, key) ? decodeForm(form) : undefined;
  if (fields === undefined) return undefined;
  const { notify_id: id, notify_time: time = '' } = fields;
  const sentAt = parseTime(time);
  if (id === undefined || id === '' || sentAt === undefined || fields.app_id !== settings.appId)
    return undefined;
  if (!(Math.abs(settings.clock.now().getTime() - sentAt.getTime()) <= MAX_AGE_MS)) return undefined;
  if (fields.notify_type !== 'trade_status_sync') return { kind: 'unrelated', notificationId: id };
  return fields.seller_id === settings.sellerId ? toNotification(id, fields) : undefined;
}

/**
 * A refund tells of itself under the number of its trade, with the sum of all refunds: how it stands is asked for then. Never
 * taken for another payment.
 */
function toNotification(notificationId: string, fields: Fields): Notification | undefined {
  const {
    out_trade_no: paymentNo,
    out_biz_no: refundNo = '',
    gmt_refund: refundedAt,
    seller_id: seller,
  } = fields;
  if (refundedAt !== undefined && fields.refund_fee !== undefined)
    return OUR_REFUND.test(refundNo)
      ? { kind: 'refund', notificationId, refundNo, report: { state: 'pending' } }
      : { kind: 'unrelated', notificationId };
  return paymentNo === undefined
    ? undefined
    : { kind: 'payment', notificationId, paymentNo, report: reportOf(fields, seller ?? '') };
}

/** Undefined where it is no form, or names something twice. */
function readForm(body: Buffer): Form | undefined {
  const form = new Map<string, Buffer>();
  for (const pair of body.toString('latin1').split('&')) {
    const at = pair.indexOf('=');
    const name = at < 0 ? undefined : bytesOf(pair.slice(0, at));
    const value = at < 0 ? undefined : bytesOf(pair.slice(at + 1));
    if (name === undefined || value === undefined) return undefined;
    const text = name.toString('latin1');
    if (!/^\w+$/.test(text) || form.has(text)) return undefined;
    form.set(text, value);
  }
  return form;
}

/** Of `%E6%94%AF+1`: a plus is a blank. Undefined where an escape is none. */
function bytesOf(text: string): Buffer | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** RSA2 over all but the signature, sorted by name. Notices of payments leave `sign_type` out of it, some others do not. */
export function isNotice(form: Form, key: KeyObject): boolean {
  const signature = form.get('sign')?.toString('latin1') ?? '';
  // Alipay signs as the app is set; the older way is SHA-1.
  if (form.get('sign_type')?.toString('latin1') !== 'RSA2') return false;
  const without = (...left: string[]): Buffer => {
    const names = [...form.keys()].filter((name) => !left.includes(name)).toSorted();
    const pairs = names.flatMap((name) => [Buffer.from(`&${name}=`), form.get(name)!]);
    return Buffer.concat(pairs).subarray(1);
  };
  return isSigned(without('sign', 'sign_type'), signature, key) || isSigned(without('sign'), signature, key);
}

/** By the charset that it names itself, under its signature. */
function decodeForm(form: Form): Fields | undefined {
  const charset = form.get('charset')?.toString('latin1') ?? 'utf-8';
  const texts = [...form].map(([name, bytes]) => [name, decode(bytes, charset)] as const);
  return texts.some(([, text]) => text === undefined) ? undefined : (Object.fromEntries(texts) as Fields);
}

/** Anything but the seven characters has it come again: eight times within 25 hours. */
export function answerNotice(outcome: 'accepted' | 'refused' | 'try_again'): NotificationAnswer {
  const contentType = 'text/plain; charset=utf-8';
  return outcome === 'accepted'
    ? { status: 200, body: 'success', contentType }
    : { status: outcome === 'refused' ? 401 : 503, body: 'fail', contentType };
}
