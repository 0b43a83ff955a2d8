import { createCipheriv, createPublicKey, randomBytes, randomUUID, sign, verify } from 'node:crypto';
import type { Keys } from './keys.ts';

const CLOCK_MS = 5 * 60_000;
const ITEMS = ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature'] as const;

/** A refusal as the service words it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Asked = {
  readonly method: string;
  /** Path and query, as they came. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/** Throws Refusal unless the merchant has signed these very bytes, lately, for this very address. */
export function verifyRequest(keys: Keys, { method, target, headers, body }: Asked, nowMs: number): void {
  if (!headers['user-agent'] || !headers.accept)
    throw new Refusal(400, 'INVALID_REQUEST', 'Http头缺少Accept或User-Agent');
  if (method !== 'GET' && !String(headers['content-type'] ?? '').startsWith('application/json'))
    throw new Refusal(415, 'INVALID_REQUEST', 'Content-Type应为application/json');
  const wrong = (message: string): Refusal => new Refusal(401, 'SIGN_ERROR', message);
  const [scheme, rest] = splitOnce(String(headers.authorization ?? ''), ' ');
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048') throw wrong('Http头Authorization值格式错误，认证类型不支持');
  const items: Record<string, string> = Object.fromEntries(
    [...rest.matchAll(/(\w+)="([^"]*)"(?:,|$)/g)].map(([, name, value]) => [name!, value!]),
  );
  if (Object.keys(items).length !== ITEMS.length || ITEMS.some((name) => !items[name]))
    throw wrong('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》');
  if (items.mchid !== keys.mchId) throw wrong('商户号与签名不匹配');
  if (items.serial_no !== keys.merchantSerial) throw wrong('商户证书序列号有误');
  if (!/^\d+$/.test(items.timestamp!) || Math.abs(nowMs - Number(items.timestamp) * 1000) > CLOCK_MS)
    throw wrong('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  const own = headers['wechatpay-serial'];
  if (own !== undefined && own !== keys.publicKey.id)
    throw new Refusal(400, 'PARAM_ERROR', 'Wechatpay-Serial有误');
  const signed = Buffer.concat([
    Buffer.from(`${method}\n${target}\n${items.timestamp}\n${items.nonce_str}\n`),
    body,
    Buffer.from('\n'),
  ]);
  const key = createPublicKey(keys.merchantPublicKey);
  if (!verify('sha256', signed, key, Buffer.from(items.signature!, 'base64')))
    throw wrong('签名错误，请检查后再试');
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** By which of its keys the service signs: the public key, or the newest platform certificate. */
export type SignBy = 'public-key' | 'certificate';

/** The headers by which an answer or a notice is proved. `timestamp`: seconds. */
export function signatureHeaders(
  keys: Keys,
  by: SignBy,
  body: string,
  { timestamp, privateKey }: { readonly timestamp: number; readonly privateKey?: string },
): Record<string, string> {
  const [newest] = keys.certificates;
  const key = by === 'public-key' ? keys.publicKey : newest!;
  const nonce = randomBytes(16).toString('hex');
  const signed = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`);
  return {
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-nonce': nonce,
    'wechatpay-signature': sign('sha256', signed, privateKey ?? key.privateKey).toString('base64'),
    'wechatpay-serial': 'id' in key ? key.id : key.serial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    'request-id': `08${randomUUID().replaceAll('-', '').toUpperCase()}-0`,
  };
}

/** AES-256-GCM by the APIv3 key, the tag behind the text. */
export function seal(
  apiV3Key: string,
  plain: string,
  associated: string,
): { algorithm: string; ciphertext: string; associated_data: string; nonce: string } {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associated));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const ciphertext = sealed.toString('base64');
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: associated, nonce };
}

export const shanghai = (moment: Date): string =>
  `${new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
