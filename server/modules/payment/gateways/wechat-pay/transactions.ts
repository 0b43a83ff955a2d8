import { toFen } from '../../../../kernel/money.ts';
import type { AskedPayment, CloseReport, CreateReport, NewPayment, PaymentReport } from '../../gateway.ts';
import type { Channel, PaymentAction } from '../../payment.ts';
import type { Answer, WechatPayApi } from './call-wechat-pay.ts';
import { causeOf, isSilence, plain } from './error-codes.ts';
import { safeText, shanghaiTime } from './safe-text.ts';
import { signJsapi } from './sign-request.ts';

/** Bytes; so much of it the payer sees in their bill. */
const DESCRIPTION_BYTES = 127;
const PATHS: Readonly<Partial<Record<Channel, string>>> = { qr: 'native', h5: 'h5', jsapi: 'jsapi' };
/** Of a payer who opened it from no address that is known. Never that of the shop: WeChat holds it against who pays. */
const NOWHERE = '0.0.0.0';

/** Opens a payment. The same number again with the same facts is the same payment, and gives a fresh code. */
export async function createTransaction(api: WechatPayApi, payment: NewPayment): Promise<CreateReport> {
  const { channel } = payment;
  const product = PATHS[channel];
  if (product === undefined || (channel === 'jsapi' && payment.payerOpenId === undefined))
    return { state: 'refused', cause: 'gateway_unavailable', code: 'CHANNEL_UNKNOWN' };
  const answer = await api.call('POST', `/v3/pay/transactions/${product}`, bodyOf(api, payment));
  if (answer === undefined || isSilence(answer)) return { state: 'unknown' };
  if (answer.status !== 200) return { state: 'refused', cause: causeOf(answer.code), ...codeOf(answer) };
  const action = actionOf(api, payment, answer.body);
  return action === undefined ? { state: 'unknown' } : { state: 'open', action };
}

export const codeOf = ({ code }: Answer): { readonly code?: string } => (code === undefined ? {} : { code });

/** Without a field that is not used: the service refuses what it does not know, and its pages stumble over null. */
function bodyOf({ settings }: WechatPayApi, payment: NewPayment): object {
  const { channel, amount, payerIp, payerOpenId } = payment;
  return {
    appid: settings.appId,
    mchid: settings.mchId,
    description: safeText(payment.description, DESCRIPTION_BYTES),
    out_trade_no: payment.paymentNo,
    time_expire: shanghaiTime(payment.expiresAt),
    notify_url: payment.notifyUrl,
    amount: { total: amount, currency: 'CNY' },
    ...(channel === 'jsapi' && { payer: { openid: payerOpenId } }),
    ...(channel === 'h5' && {
      scene_info: { payer_client_ip: payerIp ?? NOWHERE, h5_info: { type: 'Wap' } },
    }),
  };
}

function actionOf(
  api: WechatPayApi,
  { channel, returnUrl }: NewPayment,
  { code_url: codeUrl, h5_url: h5Url, prepay_id: prepayId }: Answer['body'],
): PaymentAction | undefined {
  if (channel === 'qr' && typeof codeUrl === 'string') return { type: 'qr', content: codeUrl };
  if (channel === 'h5' && typeof h5Url === 'string') {
    const url = new URL(h5Url);
    url.searchParams.set('redirect_url', returnUrl);
    return { type: 'redirect', url: url.href };
  }
  if (channel === 'jsapi' && typeof prepayId === 'string') {
    const { settings, signer } = api;
    const signed = signJsapi(signer.key, { appId: settings.appId, prepayId, now: settings.clock.now() });
    return { type: 'jsapi', parameters: { ...signed } };
  }
  return undefined;
}

export async function queryTransaction(
  api: WechatPayApi,
  { paymentNo }: AskedPayment,
): Promise<PaymentReport> {
  const { mchId } = api.settings;
  const answer = await api.call('GET', `/v3/pay/transactions/out-trade-no/${paymentNo}?mchid=${mchId}`);
  if (answer?.status === 200) return reportOf(answer.body);
  // One that it has never seen: nothing was paid, and that is an answer.
  return { state: plain(answer?.code) === 'ORDERNOTEXIST' ? 'pending' : 'unknown' };
}

/** What has another form than the service describes says nothing. */
export function reportOf(transaction: Answer['body']): PaymentReport {
  switch (transaction.trade_state) {
    case 'SUCCESS':
    // A refund of it was begun, so it had been paid.
    case 'REFUND':
      return receivedOf(transaction);
    case 'NOTPAY':
    case 'USERPAYING':
    case 'ACCEPT':
      return { state: 'pending' };
    case 'CLOSED':
    case 'REVOKED':
      return { state: 'closed' };
    case 'PAYERROR':
      return { state: 'failed', cause: 'bank_declined', code: 'PAYERROR' };
    default:
      return { state: 'unknown' };
  }
}

/** Money came in for this app of this merchant's. WeChat says the merchant of each, so that nobody else's counts. */
function receivedOf(transaction: Answer['body']): PaymentReport {
  const { out_trade_no: paymentNo, transaction_id: reference, mchid: merchant, amount } = transaction;
  const { total, currency = 'CNY' } = (amount ?? {}) as { total?: unknown; currency?: unknown };
  const isWhole =
    typeof paymentNo === 'string' &&
    typeof reference === 'string' &&
    typeof merchant === 'string' &&
    typeof currency === 'string' &&
    Number.isSafeInteger(total);
  if (!isWhole) return { state: 'unknown' };
  return { state: 'succeeded', paymentNo, reference, merchant, currency, amount: toFen(total as number) };
}

/** Closing again closes once; one that was never opened there cannot be paid any more either, so it is closed. */
export async function closeTransaction(api: WechatPayApi, { paymentNo }: AskedPayment): Promise<CloseReport> {
  const answer = await api.call('POST', `/v3/pay/transactions/out-trade-no/${paymentNo}/close`, {
    mchid: api.settings.mchId,
  });
  if (answer === undefined) return { state: 'unknown' };
  if (answer.status === 204 || answer.status === 200) return { state: 'closed' };
  switch (plain(answer.code)) {
    case 'ORDERPAID':
      return { state: 'already_paid' };
    case 'ORDERCLOSED':
    case 'ORDERNOTEXIST':
      return { state: 'closed' };
    default:
      return { state: 'unknown' };
  }
}
