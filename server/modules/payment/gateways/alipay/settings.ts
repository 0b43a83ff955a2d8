import type { Clock } from '../../../../kernel/clock.ts';

/**
 * By what Alipay and the shop know each other. `key`: Alipay's public key alone. `certificates`: the app's certificate, Alipay's
 * and its root, as merchants have them who asked for 公钥证书; the names of the first and last go with each request.
 */
export type AlipayTrust =
  | { readonly mode: 'key'; readonly publicKey: string }
  | {
      readonly mode: 'certificates';
      readonly appCertificate: string;
      readonly alipayCertificate: string;
      readonly rootCertificates: string;
    };

/** What a merchant has of Alipay. Nothing of it but the two ids is ever shown or logged. */
export type AlipaySettings = {
  readonly appId: string;
  /** 商家 PID: whose account has the money. */
  readonly sellerId: string;
  /** The app's private key, as Alipay's key tool writes it. */
  readonly appKey: string;
  readonly trust: AlipayTrust;
  /** What the contract for codes is named: `FACE_TO_FACE_PAYMENT`, or `QR_CODE_OFFLINE` of 订单码支付. */
  readonly qrProduct: string;
  /** Where the service is, up to its last slash: the program calls it there. */
  baseUrl(): string;
  /** Where payers' browsers reach it. */
  pageUrl(): string;
  readonly clock: Clock;
};

export const ALIPAY_URL = 'https://openapi.alipay.com';
