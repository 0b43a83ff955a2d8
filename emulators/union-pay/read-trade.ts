import type { NewTrade } from './books.ts';
import { momentOf, Refusal, type Fields } from './wire.ts';

/** A new trade says that it is made now. */
const CLOCK_MS = 3_600_000;

/** Reads the request of a purchase. Throws Refusal. */
export function readPurchase(fields: Fields, now: Date): NewTrade {
  expect(fields, 'bizType', /^000201$/);
  expect(fields, 'txnSubType', /^01$/);
  expect(fields, 'channelType', /^0[78]$/);
  const ends = momentOf(fields.payTimeout ?? '');
  if (ends === undefined || ends <= now) throw new Refusal('10', '报文格式错误[payTimeout]');
  return {
    ...readShared(fields, now),
    txn_type: '01',
    front_url: readUrl(fields, 'frontUrl'),
    fail_url: fields.frontFailUrl ? readUrl(fields, 'frontFailUrl') : null,
    ends_at: ends,
    orig_query_id: null,
  };
}

/** Reads the request of a refund. Throws Refusal. */
export function readRefund(fields: Fields, now: Date): NewTrade {
  expect(fields, 'txnSubType', /^00$/);
  expect(fields, 'origQryId', /^\d{21}$/);
  return {
    ...readShared(fields, now),
    ...{ txn_type: '04', front_url: null, fail_url: null, ends_at: null },
    orig_query_id: fields.origQryId!,
  };
}

type Shared = 'order_id' | 'txn_time' | 'amount' | 'back_url' | 'description' | 'asked';

function readShared(fields: Fields, now: Date): Pick<NewTrade, Shared> {
  expect(fields, 'orderId', /^[0-9A-Za-z]{8,40}$/);
  expect(fields, 'txnAmt', /^[1-9]\d{0,11}$/);
  expect(fields, 'currencyCode', /^156$/);
  const at = momentOf(fields.txnTime!);
  if (at === undefined || Math.abs(now.getTime() - at.getTime()) > CLOCK_MS)
    throw new Refusal('10', 'txnTime无效[5110001]');
  if (Buffer.byteLength(fields.reqReserved ?? '') > 1024)
    throw new Refusal('10', '报文格式错误[reqReserved]');
  const [, name = ''] = /commodityName=([^}&]*)/.exec(fields.riskRateInfo ?? '') ?? [];
  return {
    order_id: fields.orderId!,
    txn_time: fields.txnTime!,
    amount: Number(fields.txnAmt),
    back_url: readUrl(fields, 'backUrl'),
    description: name,
    asked: echoed(fields),
  };
}

const ECHOED = [
  ...['version', 'encoding', 'signMethod', 'merId', 'accessType', 'bizType', 'txnType', 'txnSubType'],
  ...['orderId', 'txnTime', 'txnAmt', 'currencyCode', 'reqReserved'],
] as const;

/** What of a request stands in what is said of it. */
export function echoed(fields: Fields): Fields {
  return Object.fromEntries(ECHOED.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])));
}

function expect(fields: Fields, name: string, form: RegExp): void {
  const value = fields[name];
  if (!value) throw new Refusal('13', `报文交易要素缺失[${name}]`);
  if (!form.test(value)) throw new Refusal('10', `报文格式错误[${name}]`);
}

function readUrl(fields: Fields, name: string): string {
  expect(fields, name, /^https?:\/\/[^?#]+$/);
  return fields[name]!;
}
