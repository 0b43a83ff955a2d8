import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.ts';
import type { PaymentNo } from '../../../kernel/ids.ts';
import { toFen } from '../../../kernel/money.ts';
import type { Gateway, Notification, PaymentReport, RawNotification } from '../gateway.ts';

/** Older or newer notifications are refused: a recorded one cannot be played again much later. */
const NOTIFICATION_MAX_AGE_MS = 5 * 60_000;
const TIMEOUT_MS = 5_000;

export type SandboxSettings = {
  /** Where the sandbox bank's API is, without a slash at its end. */
  baseUrl(): string;
  readonly apiKey: string;
  /** The bank's Ed25519 public key (SPKI, PEM): its notifications are signed with the other half. */
  readonly bankPublicKey: string;
  readonly clock: Clock;
};

type BankPayment = {
  state: 'open' | 'paid' | 'failed' | 'closed';
  amount: number;
  reference: string;
  failureCode?: string;
  payUrl: string;
};
type Answer = { readonly status: number; readonly body: unknown } | undefined;

/**
 * The gateway of the demo shop. It speaks over HTTP with the sandbox bank (`emulators/sandbox-bank`), which behaves as
 * real ones do, and whose notifications are signed over `timestamp\nnonce\nbody\n` with Ed25519 (RFC 8032).
 */
export function makeSandboxGateway(settings: SandboxSettings): Gateway {
  const bankKey = createPublicKey(settings.bankPublicKey);
  const call = (method: string, path: string, body?: object): Promise<Answer> =>
    callBank(settings, method, path, body);
  return {
    name: 'sandbox',
    title: { zh: '沙盒支付（演示）', en: 'Sandbox payment (demo)' },
    channels: ['qr', 'redirect'],
    instalmentPeriods: [3, 6, 9, 12, 18, 24],
    async create({ paymentNo, channel, instalments, ...payment }) {
      const answer = await call('PUT', `/payments/${paymentNo}`, {
        ...payment,
        ...(instalments && {
          instalments: { periods: instalments.periods, feeAmount: instalments.feeAmount },
        }),
      });
      if (answer === undefined || answer.status >= 500) return { state: 'unknown' };
      if (answer.status !== 200) return { state: 'refused', failureCode: 'bank_declined' };
      const opened = answer.body as BankPayment;
      const action =
        channel === 'qr'
          ? { type: 'qr' as const, content: opened.payUrl }
          : { type: 'redirect' as const, url: opened.payUrl };
      return { state: 'open', action, reference: opened.reference };
    },
    async query(paymentNo) {
      const answer = await call('GET', `/payments/${paymentNo}`);
      if (answer?.status === 200) return toReport(answer.body as BankPayment);
      // One that the bank has never seen: nothing was paid, and that is an answer.
      return { state: answer?.status === 404 ? 'pending' : 'unknown' };
    },
    async close(paymentNo) {
      const answer = await call('POST', `/payments/${paymentNo}/closure`, {});
      if (answer?.status === 200) return { state: 'closed' };
      return { state: answer?.status === 409 ? 'already_paid' : 'unknown' };
    },
    async refund({ refundNo, paymentNo, amount, reason }) {
      const answer = await call('PUT', `/refunds/${refundNo}`, { paymentNo, amount, reason });
      if (answer?.status === 200)
        return { state: 'completed', reference: (answer.body as { reference: string }).reference };
      return answer?.status === 422 ? { state: 'refused', reason: 'exceeds_payment' } : { state: 'unknown' };
    },
    readNotification: (raw) => readNotification(raw, bankKey, settings.clock.now()),
    answerNotification: (outcome) => ({
      status: { accepted: 200, refused: 401, try_again: 503 }[outcome],
      body: JSON.stringify({ result: outcome }),
      contentType: 'application/json; charset=utf-8',
    }),
  };
}

async function callBank(
  { baseUrl, apiKey }: SandboxSettings,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  try {
    const response = await fetch(`${baseUrl()}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    // Silence, a broken line or no JSON: what happened there is not known. The caller reports it as unknown.
    return undefined;
  }
}

function toReport(payment: BankPayment): PaymentReport {
  switch (payment.state) {
    case 'open':
      return { state: 'pending' };
    case 'closed':
      return { state: 'closed' };
    case 'failed':
      return { state: 'failed', failureCode: payment.failureCode ?? 'bank_declined' };
    case 'paid':
      return { state: 'succeeded', amount: toFen(payment.amount), reference: payment.reference };
  }
}

function readNotification(
  { headers, body }: RawNotification,
  bankKey: KeyObject,
  now: Date,
): Notification | undefined {
  const timestamp = headers['sandbox-timestamp'];
  const nonce = headers['sandbox-nonce'];
  const signature = headers['sandbox-signature'];
  if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string')
    return undefined;
  if (!(Math.abs(now.getTime() - Number(timestamp)) <= NOTIFICATION_MAX_AGE_MS)) return undefined;
  const signed = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`);
  if (!verify(null, signed, bankKey, Buffer.from(signature, 'base64'))) return undefined;
  const { notificationId, paymentNo, payment } = JSON.parse(body) as {
    notificationId: string;
    paymentNo: PaymentNo;
    payment: BankPayment;
  };
  return { notificationId, paymentNo, report: toReport(payment) };
}
