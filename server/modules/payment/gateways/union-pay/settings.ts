import type { Clock } from '../../../../kernel/clock.ts';

/** What a merchant has of UnionPay. Nothing of it but the merchant's number is ever shown or logged. */
export type UnionPaySettings = {
  readonly merId: string;
  /** PEM: the merchant's certificate and its private key. */
  readonly merchant: string;
  /** PEM: UnionPay's root certificate and the one between it and those it signs with. */
  readonly authorities: string;
  /** Where the gateway is, without a slash at its end. */
  baseUrl(): string;
  /** Where clearing files are. */
  fileUrl(): string;
  /** Where payers' browsers reach the gateway. */
  payUrl(): string;
  /** Where UnionPay tells of refunds. */
  notifyUrl(): string;
  readonly clock: Clock;
};

export const UNION_PAY_URL = 'https://gateway.95516.com';
export const UNION_PAY_FILE_URL = 'https://filedownload.95516.com';
