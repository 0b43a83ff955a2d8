import type { Clock } from '../../../../kernel/clock.ts';

/** What a merchant has of WeChat Pay. Nothing of it but the two ids is ever shown or logged. */
export type WechatPaySettings = {
  readonly mchId: string;
  /** Of the 服务号 (or mini program) that is bound to the merchant: the payer sees its name. */
  readonly appId: string;
  /** The serial number of the merchant's API certificate: it tells WeChat by which key a request is signed. */
  readonly merchantSerial: string;
  /** `apiclient_key.pem`: PKCS#8, RSA of 2048 bits. */
  readonly merchantKey: string;
  /** 32 bytes, set by the merchant: notices and platform certificates are sealed by it. */
  readonly apiV3Key: string;
  /** WeChat Pay's public key and its id (`PUB_KEY_ID_…`). Unsaid: platform certificates alone, of merchants from before 2024. */
  readonly publicKey?: { readonly id: string; readonly pem: string };
  /** Where the service is, without a slash at its end. */
  baseUrl(): string;
  /** Asked in its place where nobody answers there. */
  standbyUrl?(): string;
  /** Where WeChat tells of refunds. */
  refundNotifyUrl(): string;
  readonly clock: Clock;
};

export const WECHAT_PAY_URL = 'https://api.mch.weixin.qq.com';
export const WECHAT_PAY_STANDBY_URL = 'https://api2.mch.weixin.qq.com';
