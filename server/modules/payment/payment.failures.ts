import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import type { PaymentFailure } from './payment.ts';

type Explained = { readonly reason: Words; readonly advice: Words };

/** Why a payment can fail, in words: the cause and what was not lost, then what to do. */
const FAILURES = {
  insufficient_funds: {
    reason: {
      zh: '银行返回「可用余额不足」，这次没有扣款。',
      en: 'The bank answered "insufficient funds"; nothing was charged.',
    },
    advice: { zh: '换一张银行卡，或充值后重新支付。', en: 'Use another card, or top up and pay again.' },
  },
  bank_declined: {
    reason: {
      zh: '银行拒绝了这笔交易，这次没有扣款。',
      en: 'The bank declined this payment; nothing was charged.',
    },
    advice: {
      zh: '请联系发卡银行，或换一种方式支付。',
      en: 'Ask the bank that issued the card, or pay another way.',
    },
  },
  limit_reached: {
    reason: {
      zh: '超过了银行卡或支付账户的限额，这次没有扣款。',
      en: 'The limit of the card or account is reached; nothing was charged.',
    },
    advice: {
      zh: '在银行或支付 App 里调高限额，或换一种方式支付。',
      en: "Raise the limit in the bank's or service's app, or pay another way.",
    },
  },
  risk_control: {
    reason: {
      zh: '支付机构为了账户安全拦下了这笔付款，这次没有扣款。',
      en: 'The payment service stopped this payment to keep the account safe; nothing was charged.',
    },
    advice: {
      zh: '按支付 App 里的提示验证身份，或换一种方式支付。',
      en: "Prove who you are as the service's app asks, or pay another way.",
    },
  },
  timeout: {
    reason: {
      zh: '支付页面等待太久，已自动关闭，这次没有扣款。',
      en: 'The payment page waited too long and closed; nothing was charged.',
    },
    advice: { zh: '重新支付，订单仍为你保留。', en: 'Pay again; the order is still kept for you.' },
  },
  network: {
    reason: {
      zh: '支付时网络断开了，银行确认这次没有扣款。',
      en: 'The network broke while paying; the bank confirms that nothing was charged.',
    },
    advice: { zh: '检查网络后重新支付。', en: 'Check the network and pay again.' },
  },
  gateway_unavailable: {
    reason: {
      zh: '支付渠道暂时没有响应，这次没有扣款。',
      en: 'The payment service did not answer; nothing was charged.',
    },
    advice: { zh: '一分钟后重新支付，或换一种方式。', en: 'Pay again in a minute, or another way.' },
  },
  other: {
    reason: { zh: '支付没有成功，这次没有扣款。', en: 'The payment did not succeed; nothing was charged.' },
    advice: { zh: '重新支付，或换一种方式。', en: 'Pay again, or another way.' },
  },
} satisfies Readonly<Record<string, Explained>>;

/** What every gateway maps its own codes to, in a table of its folder. */
export type FailureCause = keyof typeof FAILURES;

export function explainFailure(code: string, language: Language): PaymentFailure {
  const { reason, advice } = isCause(code) ? FAILURES[code] : FAILURES.other;
  return { code, reason: wordsIn(reason, language), advice: wordsIn(advice, language) };
}

/** Rows of older versions may have codes that no gateway gives any more. */
const isCause = (code: string): code is FailureCause => Object.hasOwn(FAILURES, code);
