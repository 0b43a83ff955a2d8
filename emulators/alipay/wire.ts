import { createPublicKey, sign, verify } from 'node:crypto';
import { encodeGbk } from './gbk.ts';
import type { Keys } from './keys.ts';

const CLOCK_MS = 10 * 60_000;
const SHANGHAI_MS = 8 * 3_600_000;
const METHODS: ReadonlySet<string> = new Set([
  ...['alipay.trade.precreate', 'alipay.trade.page.pay', 'alipay.trade.wap.pay', 'alipay.trade.query'],
  ...['alipay.trade.close', 'alipay.trade.refund', 'alipay.trade.fastpay.refund.query'],
  'alipay.data.dataservice.bill.downloadurl.query',
]);

/** A refusal as the service words it. `atGateway`: before the method was looked at, so that it is told as an `error_response`. */
export class Refusal extends Error {
  readonly code: string;
  readonly subCode: string;
  readonly atGateway: boolean;
  constructor(code: string, subCode: string, message: string, atGateway = false) {
    super(message);
    this.code = code;
    this.subCode = subCode;
    this.atGateway = atGateway;
  }
}

/** The method did not do what was asked. */
export const failed = (subCode: string, message: string): Refusal => new Refusal('40004', subCode, message);
const illegal = (subCode: string, message: string): Refusal => new Refusal('40002', subCode, message, true);

export type Parameters = Readonly<Record<string, string>>;

/**
 * The parameters of a call: those of its address, then those of its form. The form is read by the charset that the address names,
 * and as GBK where it names none.
 */
export function readParameters(query: string, form: Buffer): Parameters {
  const ofAddress = Object.fromEntries(new URLSearchParams(query));
  const charset = ofAddress['charset'] ?? 'gbk';
  const ofForm: Record<string, string> = {};
  for (const pair of form
    .toString('latin1')
    .split('&')
    .filter((text) => text !== '')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s).map((text) => unescapeBytes(text));
    ofForm[name as string] = decodeBytes(value as string, charset);
  }
  return { ...ofForm, ...ofAddress };
}

function unescapeBytes(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeBytes(latin1: string, charset: string): string {
  try {
    return new TextDecoder(charset).decode(Buffer.from(latin1, 'latin1'));
  } catch {
    // A charset that nobody knows: the signature will not fit either.
    return latin1;
  }
}

/** Throws Refusal unless this app has signed these very parameters, lately. */
export function verifyCall(
  keys: Keys,
  parameters: Parameters,
  {
    nowMs,
    byCertificates,
  }: { readonly nowMs: number; readonly byCertificates: CertificateNames | undefined },
): void {
  const { app_id: appId, method, sign_type: type, version, charset, timestamp, format } = parameters;
  if (method === undefined || !METHODS.has(method)) throw illegal('isv.invalid-method', '不存在的方法名');
  if (appId !== keys.appId) throw illegal('isv.invalid-app-id', '无效的AppID参数');
  if (type !== 'RSA2') throw illegal('isv.invalid-signature-type', '无效签名类型');
  if (version !== '1.0') throw illegal('isv.invalid-version', '无效的版本号');
  if (format !== undefined && format.toLowerCase() !== 'json')
    throw illegal('isv.invalid-format', '无效的数据格式');
  if (charset?.toLowerCase() !== 'utf-8') throw illegal('isv.invalid-charset', '字符集错误');
  const at = parseShanghai(timestamp ?? '');
  if (at === undefined || Math.abs(at - nowMs) > CLOCK_MS)
    throw illegal('isv.invalid-timestamp', '非法的时间戳参数');
  if (byCertificates !== undefined) {
    if (parameters['app_cert_sn'] !== byCertificates.app)
      throw illegal('isv.app-cert-sn-illegal', '应用证书序列号不合法');
    if (parameters['alipay_root_cert_sn'] !== byCertificates.root)
      throw illegal('isv.alipay-root-cert-sn-illegal', '支付宝根证书序列号不合法');
  }
  const signature = Buffer.from(parameters['sign'] ?? '', 'base64');
  if (!verify('sha256', Buffer.from(textOf(parameters)), createPublicKey(keys.app.publicKey), signature))
    throw illegal('isv.invalid-signature', '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配');
}

/** What the certificates are called in requests and answers. */
export type CertificateNames = { readonly app: string; readonly alipay: string; readonly root: string };

/** All that has a value but the signature itself, sorted by name; `sign_type` is among it. */
function textOf(parameters: Parameters): string {
  return Object.entries(parameters)
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

export type Writing = {
  readonly privateKey: string;
  readonly inGbk: boolean;
  /** Told beside the signature by a service of certificates. */
  readonly certSn: string | undefined;
};

/** The signature is of the very bytes of the inner object, with slashes escaped as Alipay does it. */
export function writeAnswer(name: string, value: object, { privateKey, inGbk, certSn }: Writing): Buffer {
  const inner = JSON.stringify(value).replaceAll('/', '\\/');
  const bytes = inGbk ? encodeGbk(inner) : Buffer.from(inner);
  const signature = sign('sha256', bytes, privateKey).toString('base64');
  const named = certSn === undefined ? '' : `"alipay_cert_sn":"${certSn}",`;
  return Buffer.concat([Buffer.from(`{"${name}":`), bytes, Buffer.from(`,${named}"sign":"${signature}"}`)]);
}

/** A notice as a form: signed over all but `sign` and `sign_type`, sorted, in the charset that it names. */
export function writeNotice(
  fields: Parameters,
  { privateKey, inGbk }: { readonly privateKey: string; readonly inGbk: boolean },
): string {
  const encode = (text: string): Buffer => (inGbk ? encodeGbk(text) : Buffer.from(text));
  const all: Parameters = { ...fields, charset: inGbk ? 'GBK' : 'utf-8', version: '1.0' };
  const signed = encode(textOf(all));
  const signature = sign('sha256', signed, privateKey).toString('base64');
  const pairs = Object.entries({ ...all, sign: signature, sign_type: 'RSA2' });
  return pairs.map(([name, value]) => `${name}=${escapeBytes(encode(value))}`).join('&');
}

function escapeBytes(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\w.*-]/g, (character) =>
      character === ' ' ? '+' : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

/** `2026-11-27 20:10:00` in Shanghai. */
export function shanghai(moment: Date): string {
  return new Date(moment.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Milliseconds, or undefined where it is no such time; some of its seconds may be left out. */
export function parseShanghai(text: string): number | undefined {
  const [, day, time, seconds = ':00'] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)?$/.exec(text) ?? [];
  const at = Date.parse(`${day}T${time}${seconds}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}
