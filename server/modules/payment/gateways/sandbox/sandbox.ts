import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../../kernel/clock.ts';
import { toFen } from '../../../../kernel/money.ts';
import type {
  CheckResult,
  Gateway,
  Notification,
  NumberRule,
  PaymentReport,
  RawNotification,
  RefundReport,
} from '../../gateway.ts';
import { SANDBOX_FAILURES } from './sandbox.failures.ts';

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
  paymentNo: string;
  state: 'open' | 'paid' | 'failed' | 'closed';
  amount: number;
  currency: string;
  merchant: string;
  reference: string;
  failureCode?: string;
  payUrl: string;
};
type BankRefund = { refundNo: string; amount: number; currency: string; reference: string };
type Answer = { readonly status: number; readonly body: unknown } | undefined;

export const SANDBOX_TITLE = { zh: '沙盒支付（演示）', en: 'Sandbox payment (demo)' };
/** The one account that the sandbox bank keeps. */
const MERCHANT = 'sandbox-shop';
const ANY_NUMBER: NumberRule = { least: 1, most: 64, alphabet: /[0-9A-Z]/ };

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
    title: SANDBOX_TITLE,
    merchant: MERCHANT,
    channels: ['qr', 'redirect'],
    instalmentPeriods: [3, 6, 9, 12, 18, 24],
    numbers: { payment: ANY_NUMBER, refund: ANY_NUMBER },
    async create({ paymentNo, channel, instalments, amount, description, expiresAt, notifyUrl, returnUrl }) {
      const answer = await call('PUT', `/payments/${paymentNo}`, {
        ...{ amount, description, expiresAt, notifyUrl, returnUrl },
        ...(instalments && {
          instalments: { periods: instalments.periods, feeAmount: instalments.feeAmount },
        }),
      });
      if (answer === undefined || answer.status >= 500) return { state: 'unknown' };
      if (answer.status !== 200)
        return { state: 'refused', cause: 'bank_declined', code: String(answer.status) };
      const opened = answer.body as BankPayment;
      const action =
        channel === 'qr'
          ? { type: 'qr' as const, content: opened.payUrl }
          : { type: 'redirect' as const, url: opened.payUrl };
      return { state: 'open', action, reference: opened.reference };
    },
    async query({ paymentNo }) {
      const answer = await call('GET', `/payments/${paymentNo}`);
      if (answer?.status === 200) return toReport(answer.body as BankPayment);
      // One that the bank has never seen: nothing was paid, and that is an answer.
      return { state: answer?.status === 404 ? 'pending' : 'unknown' };
    },
    async close({ paymentNo }) {
      const answer = await call('POST', `/payments/${paymentNo}/closure`, {});
      if (answer?.status === 200) return { state: 'closed' };
      return { state: answer?.status === 409 ? 'already_paid' : 'unknown' };
    },
    async refund({ refundNo, payment, amount, reason }) {
      const asked = { paymentNo: payment.paymentNo, amount, reason };
      const answer = await call('PUT', `/refunds/${refundNo}`, asked);
      if (answer?.status === 200) return toRefundReport(answer.body as BankRefund);
      return answer?.status === 422 ? { state: 'refused', reason: 'exceeds_payment' } : { state: 'unknown' };
    },
    async queryRefund({ refundNo }) {
      const answer = await call('GET', `/refunds/${refundNo}`);
      if (answer?.status === 200) return toRefundReport(answer.body as BankRefund);
      return { state: answer?.status === 404 ? 'not_found' : 'unknown' };
    },
    readNotification: async (raw) => readNotification(raw, bankKey, settings.clock.now()),
    answerNotification: (outcome) => ({
      status: { accepted: 200, refused: 401, try_again: 503 }[outcome],
      body: JSON.stringify({ result: outcome }),
      contentType: 'application/json; charset=utf-8',
    }),
    check: async () => [checkAnswer(await call('GET', '/payments/check'))],
  };
}

/** The bank knows no payment of that name, which it says to those alone whose key is right. */
function checkAnswer(answer: Answer): CheckResult {
  if (answer?.status === 404)
    return {
      what: 'keys',
      state: 'right',
      says: { zh: '沙盒银行认得我们的密钥。', en: 'The sandbox bank knows our key.' },
    };
  if (answer?.status === 401)
    return {
      what: 'keys',
      state: 'wrong',
      says: {
        zh: '沙盒银行不认我们的密钥。请重新填写，或清空改用它自己的。',
        en: 'The sandbox bank does not know our key. Write it again, or leave it empty to use its own.',
      },
    };
  return {
    what: 'connection',
    state: 'wrong',
    says: {
      zh: '沙盒银行没有回答。请检查它的地址，一分钟后再试。',
      en: 'The sandbox bank does not answer. Check its address, and try again in a minute.',
    },
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
    case 'failed': {
      const code = payment.failureCode ?? '';
      return { state: 'failed', cause: SANDBOX_FAILURES[code] ?? 'bank_declined', code };
    }
    case 'paid': {
      const { paymentNo, currency, merchant, reference } = payment;
      return { state: 'succeeded', paymentNo, amount: toFen(payment.amount), currency, merchant, reference };
    }
  }
}

function toRefundReport({ reference, amount, currency }: BankRefund): RefundReport {
  return { state: 'completed', reference, amount: toFen(amount), currency };
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
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
  if (!verify(null, signed, bankKey, Buffer.from(signature, 'base64'))) return undefined;
  const { notificationId, payment } = JSON.parse(body.toString()) as {
    notificationId: string;
    payment: BankPayment;
  };
  return { kind: 'payment', notificationId, paymentNo: payment.paymentNo, report: toReport(payment) };
}
