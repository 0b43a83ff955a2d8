import { asYuan, type PageRow, type PayPage } from '../pay-page.ts';
import { OUTCOMES, type BankPayment, type Outcome } from './bank.ts';

type Words = Record<'zh' | 'en', string>;

const OUTCOME_WORDS: Record<Outcome, Words> = {
  succeed: { zh: '付款成功', en: 'Pay' },
  insufficient_funds: { zh: '余额不足', en: 'Insufficient funds' },
  bank_declined: { zh: '银行拒绝', en: 'Declined by the bank' },
  timeout: { zh: '支付超时', en: 'Time out' },
  network: { zh: '网络中断', en: 'Network breaks' },
  duplicate_callback: { zh: '成功，通知重复三次', en: 'Pay, notification comes three times' },
  late_callback: { zh: '成功，通知晚到', en: 'Pay, notification comes late' },
  forged_callback: { zh: '未付款，伪造通知', en: 'Not paid, forged notification' },
};

const STATE_WORDS: Record<BankPayment['state'], Words> = {
  open: { zh: '等待付款', en: 'Waiting' },
  paid: { zh: '已付款', en: 'Paid' },
  failed: { zh: '没有付成', en: 'Failed' },
  closed: { zh: '已关闭', en: 'Closed' },
};

/** As the page of a real one says it last: how much each month, and what it costs. */
function instalmentRows(payment: BankPayment, say: (zh: string, en: string) => string): PageRow[] {
  if (payment.instalments === null) return [];
  const { periods, feeAmount } = payment.instalments;
  // node-postgres hands bigint over as text.
  const amount = Number(payment.amount);
  const each = Math.floor(amount / periods) + Math.floor(feeAmount / periods);
  const first = amount + feeAmount - each * (periods - 1);
  const plan = say(
    `${periods} 期，首期 ${asYuan(first)}，其余每期 ${asYuan(each)}`,
    `${periods} periods, the first ${asYuan(first)}, the others ${asYuan(each)}`,
  );
  return [
    [say('分期', 'Instalments'), plan],
    [say('手续费', 'Fee'), asYuan(feeAmount)],
    [say('共还', 'In all'), asYuan(amount + feeAmount)],
  ];
}

/** The page where a person plays the payer. */
export function payPage(
  payment: BankPayment,
  { language, say }: { language: 'zh' | 'en'; say(zh: string, en: string): string },
): PayPage {
  return {
    language,
    title: say('沙盒银行', 'Sandbox bank'),
    says: say(
      '这是演示：不会动用真钱。选择这次付款的结果。',
      'This is a demo: no real money moves. Choose how this payment ends.',
    ),
    amount: Number(payment.amount),
    rows: [
      [say('商品', 'For'), payment.description],
      ...instalmentRows(payment, say),
      [say('付款单号', 'Payment'), payment.payment_no],
      [say('状态', 'State'), STATE_WORDS[payment.state][language]],
    ],
    outcomes: OUTCOMES.map((value) => ({ value, name: OUTCOME_WORDS[value][language] })),
  };
}
