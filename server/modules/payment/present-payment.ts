import type { Language } from '../../kernel/language.ts';
import { explainFailure } from './payment.failures.ts';
import type { Payment, PaymentInstalments } from './payment.ts';
import type { StoredPayment } from './payment.sql.ts';

/** What the shop has agreed on with the gateway where it bears the fee is nobody's but theirs. */
function payersPart(instalments: PaymentInstalments): PaymentInstalments {
  return instalments.feeBearer === 'shop' ? { ...instalments, feeRateBasisPoints: 0 } : instalments;
}

/** A payment as its payer sees it. The action is shown only while there is something to do. */
export function presentPayment(payment: StoredPayment, language: Language): Payment {
  return {
    paymentNo: payment.paymentNo,
    orderNo: payment.orderNo,
    gateway: payment.gateway,
    channel: payment.channel,
    amount: payment.amountFen,
    refundedAmount: payment.refundedFen,
    currency: 'CNY',
    state: payment.state,
    createdAt: payment.createdAt,
    expiresAt: payment.expiresAt,
    ...(payment.instalments === null ? {} : { instalments: payersPart(payment.instalments) }),
    ...(payment.state === 'pending' && payment.action !== null ? { action: payment.action } : {}),
    ...(payment.failureCode === null ? {} : { failure: explainFailure(payment.failureCode, language) }),
  };
}
