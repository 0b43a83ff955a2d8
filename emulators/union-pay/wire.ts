import { createHash, sign, verify, X509Certificate } from 'node:crypto';
import type { Keys, Pair } from './keys.ts';

export type Fields = Readonly<Record<string, string>>;

/** What the service answers instead of doing it. */
export class Refusal extends Error {
  readonly respCode: string;
  constructor(respCode: string, respMsg: string) {
    super(respMsg);
    this.respCode = respCode;
  }
}

function digestOf(fields: Fields): Buffer {
  const text = Object.entries(fields)
    .filter(([name, value]) => name !== 'signature' && value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .join('&');
  return Buffer.from(createHash('sha256').update(text, 'utf8').digest('hex'));
}

const nameOf = (pair: string): string => pair.slice(0, pair.indexOf('='));

/** With a certificate and a signature by it: PEM with CRLF, and without a line end at its end. */
export function signed(fields: Fields, by: Pair): Fields {
  const { signature: _signature, certId: _certId, ...rest } = fields;
  const signPubKeyCert = by.pem.trim().replace(/\r?\n/g, '\r\n');
  const whole = { ...rest, signPubKeyCert };
  return { ...whole, signature: sign('sha256', digestOf(whole), by.privateKey).toString('base64') };
}

/** As a back-channel call is answered: nothing is encoded. */
export const asAnswer = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const ALWAYS = ['version', 'encoding', 'signMethod', 'certId', 'merId', 'accessType', 'bizType'] as const;

/** Throws Refusal unless the merchant has signed these fields by version 5.1.0. */
export function verifyRequest(keys: Keys, fields: Fields): void {
  const missing = [...ALWAYS, 'txnType', 'txnSubType', 'txnTime'].find((name) => !fields[name]);
  if (missing !== undefined) throw new Refusal('13', `报文交易要素缺失[${missing}]`);
  const { certId, signMethod, signature = '', merId, encoding = '' } = fields;
  if (signMethod !== '01' || !/^utf-8$/i.test(encoding)) throw new Refusal('10', '报文格式错误');
  const certificate = new X509Certificate(keys.merchant.pem);
  if (certId !== BigInt(`0x${certificate.serialNumber}`).toString())
    throw new Refusal('11', '[9100004]Signature verification failed');
  if (!verify('sha256', digestOf(fields), certificate.publicKey, Buffer.from(signature, 'base64')))
    throw new Refusal('11', '[9100004]Signature verification failed');
  if (merId !== keys.merId) throw new Refusal('31', '商户状态不正确[4000001]');
}

const SHANGHAI_MS = 8 * 3_600_000;

/** `YYYYMMDDhhmmss` of Beijing. */
export const timeText = (at: Date): string =>
  new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace(/\D/g, '');

export function momentOf(text: string): Date | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
  return Number.isNaN(at.getTime()) || timeText(at) !== text ? undefined : at;
}

/** The clearing day that a moment belongs to, `2026-11-27`: from 23:00 of the day before to 23:00. */
export const clearingDay = (at: Date): string =>
  new Date(at.getTime() + SHANGHAI_MS + 3_600_000).toISOString().slice(0, 10);
