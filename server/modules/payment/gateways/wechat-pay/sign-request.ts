import { createPrivateKey, randomBytes, sign, type KeyObject } from 'node:crypto';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';

export type Signer = {
  readonly mchId: string;
  readonly merchantSerial: string;
  readonly key: KeyObject;
};

export type SignedParts = {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  /** The very text that is sent; empty where nothing is. */
  readonly body: string;
  readonly now: Date;
  /** Unsaid: a new one. */
  readonly nonce?: string;
};

export function makeSigner({
  mchId,
  merchantSerial,
  merchantKey,
}: {
  readonly mchId: string;
  readonly merchantSerial: string;
  readonly merchantKey: string;
}): Signer {
  return { mchId, merchantSerial, key: createPrivateKey(merchantKey) };
}

/** Every line ends in a line feed, the last as well. */
export const linesOf = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** SHA-256 with RSA (PKCS#1 v1.5), in base64. */
export function signLines(key: KeyObject, ...lines: readonly string[]): string {
  return sign('sha256', Buffer.from(linesOf(...lines)), key).toString('base64');
}

/** The header `Authorization` of a request. */
export function authorizationOf(
  signer: Signer,
  { method, target, body, now, nonce = newNonce() }: SignedParts,
): string {
  const timestamp = secondsOf(now);
  const items = {
    mchid: signer.mchId,
    nonce_str: nonce,
    timestamp,
    serial_no: signer.merchantSerial,
    signature: signLines(signer.key, method, target, timestamp, nonce, body),
  };
  const text = Object.entries(items).map(([name, value]) => `${name}="${value}"`);
  return `${SCHEME} ${text.join(',')}`;
}

/** What a page inside WeChat hands to `WeixinJSBridge` to have it open its cashier, signed by the same key. */
export type JsapiParameters = {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
};

export function signJsapi(
  key: KeyObject,
  {
    appId,
    prepayId,
    now,
    nonce = newNonce(),
  }: { appId: string; prepayId: string; now: Date; nonce?: string },
): JsapiParameters {
  const timeStamp = secondsOf(now);
  const prepay = `prepay_id=${prepayId}`;
  const paySign = signLines(key, appId, timeStamp, nonce, prepay);
  return { appId, timeStamp, nonceStr: nonce, package: prepay, signType: 'RSA', paySign };
}

export const newNonce = (): string => randomBytes(16).toString('hex').toUpperCase();

export const secondsOf = (moment: Date): string => String(Math.floor(moment.getTime() / 1000));
