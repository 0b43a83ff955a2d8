import { Refusal } from './wire.ts';
import type { Keys } from './keys.ts';
import type { NewTransaction } from './books.ts';

export type Product = 'native' | 'h5' | 'jsapi';

const TRADE_TYPES = { native: 'NATIVE', h5: 'MWEB', jsapi: 'JSAPI' } as const;
const KNOWN: ReadonlySet<string> = new Set([
  ...['appid', 'mchid', 'description', 'out_trade_no', 'time_expire', 'attach', 'notify_url', 'goods_tag'],
  ...['support_fapiao', 'amount', 'payer', 'detail', 'scene_info', 'settle_info'],
]);
const WEEK_MS = 7 * 86_400_000;

/** The service's words for a parameter that it does not take. */
export const wrong = (message: string): Refusal => new Refusal(400, 'PARAM_ERROR', message);

type Body = Readonly<Record<string, unknown>>;

/** An object in JSON of which no value is null and no character takes four bytes. Throws Refusal. */
export function readBody(bytes: Buffer): Body {
  const text = bytes.toString();
  if (/[\u{10000}-\u{10FFFF}]/u.test(text)) throw wrong('参数含有不支持的字符，请使用UTF-8中的1~3字节字符');
  let body: unknown;
  try {
    body = JSON.parse(text, (_name, value: unknown) => {
      if (value === null) throw wrong('参数值不能为null');
      return value;
    });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'INVALID_REQUEST', '输入源不是有效的JSON');
  }
  if (typeof body !== 'object' || Array.isArray(body)) throw wrong('请求体应为对象');
  return body as Body;
}

/** What is asked to be paid. Throws Refusal for whatever the service would not take. */
export function readOrder(keys: Keys, product: Product, body: Body, nowMs: number): NewTransaction {
  const unknown = Object.keys(body).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw wrong(`参数${unknown}未定义`);
  const text = (name: string, least: number, most: number): string => readText(body, name, least, most);
  if (text('mchid', 1, 32) !== keys.mchId) throw wrong('商户号mchid与签名商户号不一致');
  if (text('appid', 1, 32) !== keys.appId)
    throw new Refusal(400, 'APPID_MCHID_NOT_MATCH', 'appid和mchid不匹配');
  const outTradeNo = text('out_trade_no', 6, 32);
  if (!/^[0-9A-Za-z_\-|*]+$/.test(outTradeNo)) throw wrong('商户订单号包含非法字符');
  const notifyUrl = text('notify_url', 1, 255);
  if (!URL.canParse(notifyUrl) || new URL(notifyUrl).search !== '') throw wrong('notify_url不能携带参数');
  const { openid } = readObject(body, 'payer');
  if (product === 'jsapi' && typeof openid !== 'string') throw wrong('JSAPI支付必须传openid');
  if (product === 'h5') readScene(body);
  return {
    out_trade_no: outTradeNo,
    trade_type: TRADE_TYPES[product],
    description: text('description', 1, 127),
    amount: readAmount(body),
    openid: product === 'jsapi' ? String(openid) : null,
    attach: body.attach === undefined ? null : text('attach', 1, 128),
    notify_url: notifyUrl,
    expires_at: readExpiry(body, nowMs),
    facts: JSON.stringify([product, ...Object.entries(body).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  };
}

export function readText(body: Body, name: string, least: number, most: number): string {
  const value = body[name];
  if (typeof value !== 'string') throw wrong(`缺少参数${name}`);
  if (Buffer.byteLength(value) < least || Buffer.byteLength(value) > most)
    throw wrong(`参数${name}的长度应为${least}到${most}字节`);
  return value;
}

export function readObject(body: Body, name: string): Body {
  const value = body[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(`参数${name}应为对象`);
  return value as Body;
}

export function readFen(value: unknown, name: string): number {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > 1_000_000_000)
    throw wrong(`参数${name}应为1到1000000000的整数`);
  return value as number;
}

function readAmount(body: Body): number {
  const { total, currency = 'CNY' } = readObject(body, 'amount');
  if (currency !== 'CNY') throw wrong('参数amount.currency只支持CNY');
  return readFen(total, 'amount.total');
}

/** Unsaid, seven days; a time that is over, or nearer than a minute, is a minute from now. */
function readExpiry(body: Body, nowMs: number): Date {
  if (body.time_expire === undefined) return new Date(nowMs + WEEK_MS);
  const text = readText(body, 'time_expire', 1, 64);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/.test(text)) throw wrong('time_expire格式错误');
  return new Date(Math.max(Date.parse(text), nowMs + 60_000));
}

function readScene(body: Body): void {
  const scene = readObject(body, 'scene_info');
  readText(scene, 'payer_client_ip', 1, 45);
  readText(readObject(scene, 'h5_info'), 'type', 1, 32);
}
