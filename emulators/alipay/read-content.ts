import type { Keys } from './keys.ts';
import type { NewTrade, Product } from './books.ts';
import { failed, parseShanghai, type Parameters } from './wire.ts';

const PRODUCTS: Readonly<Record<Product, readonly string[]>> = {
  precreate: ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'],
  page: ['FAST_INSTANT_TRADE_PAY'],
  wap: ['QUICK_WAP_WAY'],
};
const PERIODS: ReadonlySet<string> = new Set(['3', '6', '12']);
const TWO_HOURS_MS = 2 * 3_600_000;
const FIFTEEN_DAYS_MS = 15 * 86_400_000;

export type Content = Readonly<Record<string, unknown>>;

const wrong = (message: string): Error => failed('ACQ.INVALID_PARAMETER', message);

/** The object of `biz_content`. Throws Refusal. */
export function readContent({ biz_content: text = '' }: Parameters): Content {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw wrong('biz_content不是合法的JSON');
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw wrong('biz_content应为对象');
  return content as Content;
}

export function readText(content: Content, name: string, most: number): string {
  const value = content[name];
  if (typeof value !== 'string' || value === '') throw wrong(`缺少参数${name}`);
  if ([...value].length > most) throw wrong(`参数${name}超长`);
  return value;
}

/** `123.45`, from 0.01 to 100000000, with two decimals. Fen. */
export function readYuan(content: Content, name: string): number {
  const text = readText(content, name, 11);
  const [, whole, parts = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  const amount = Number(`${whole}${parts.padEnd(2, '0')}`);
  if (whole === undefined || amount < 1 || amount > 10_000_000_000) throw wrong(`参数${name}金额不正确`);
  return amount;
}

export function readNumber(content: Content, name: string): string {
  const no = readText(content, name, 64);
  if (!/^\w+$/.test(no)) throw wrong(`参数${name}只能包含字母、数字、下划线`);
  return no;
}

/** What is asked to be paid. Throws Refusal for whatever the service would not take. */
export function readTrade(product: Product, keys: Keys, parameters: Parameters, nowMs: number): NewTrade {
  const content = readContent(parameters);
  const code = content['product_code'];
  // A code may be asked for without; its contract is the one for a till.
  if (!(code === undefined && product === 'precreate') && !PRODUCTS[product].includes(String(code)))
    throw failed('ACQ.ACCESS_FORBIDDEN', '无权限使用接口：product_code不正确');
  if (content['seller_id'] !== undefined && content['seller_id'] !== keys.sellerId)
    throw failed('ACQ.PARTNER_ERROR', '合作伙伴信息有误');
  const subject = readText(content, 'subject', 256);
  if (/[/=&]|[\u{10000}-\u{10FFFF}]/u.test(subject)) throw wrong('参数subject包含特殊字符');
  const { notify_url: notifyUrl, return_url: returnUrl } = parameters;
  if (notifyUrl !== undefined && (!URL.canParse(notifyUrl) || new URL(notifyUrl).search !== ''))
    throw wrong('notify_url不能携带参数');
  return {
    out_trade_no: readNumber(content, 'out_trade_no'),
    product,
    subject,
    amount: readYuan(content, 'total_amount'),
    notify_url: notifyUrl ?? null,
    return_url: returnUrl ?? null,
    expires_at: readEnd(content, nowMs),
    ...readInstalments(content),
    facts: JSON.stringify([product, ...Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  };
}

/** An absolute end; without one a code is good for two hours and a page for fifteen days. */
function readEnd(content: Content, nowMs: number): Date {
  if (content['time_expire'] === undefined)
    return new Date(nowMs + (content['timeout_express'] === undefined ? TWO_HOURS_MS : FIFTEEN_DAYS_MS));
  const at = parseShanghai(readText(content, 'time_expire', 32));
  if (at === undefined) throw wrong('参数time_expire格式不正确');
  if (at <= nowMs || at > nowMs + FIFTEEN_DAYS_MS) throw wrong('参数time_expire不在允许的范围内');
  return new Date(at);
}

/** Three, six or twelve periods; the whole fee is the buyer's (0) or the seller's (100). */
function readInstalments(content: Content): Pick<NewTrade, 'hb_fq_num' | 'hb_fq_seller_percent'> {
  const { hb_fq_num: periods, hb_fq_seller_percent: percent } = (content['extend_params'] ?? {}) as Content;
  if (periods === undefined && percent === undefined) return { hb_fq_num: null, hb_fq_seller_percent: null };
  if (!PERIODS.has(String(periods)) || !['0', '100'].includes(String(percent)))
    throw wrong('花呗分期参数不正确');
  return { hb_fq_num: Number(periods), hb_fq_seller_percent: Number(percent) };
}
