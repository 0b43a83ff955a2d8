import { createHash } from 'node:crypto';
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

const STYLE = `
:root{color-scheme:light dark;--page:#f6f5f4;--card:#fff;--ink:#211d1b;--muted:#57524f;--line:#e6e4e2}
@media(prefers-color-scheme:dark){:root{--page:#141211;--card:#1f1c1b;--ink:#eeebe9;--muted:#b5b0ad;--line:#3a3634}}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;background:var(--page);color:var(--ink);font:15px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
main{max-width:420px;margin:0 auto;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:24px}
h1{font-size:17px;margin:0 0 4px}p{margin:0 0 12px;color:var(--muted);font-size:13px}
strong{display:block;font-size:32px;font-weight:600;font-variant-numeric:tabular-nums;margin:12px 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 12px;font-size:13px;margin:0 0 20px}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
form{display:grid;gap:8px}button{min-height:44px;border-radius:12px;border:1px solid var(--line);background:none;color:inherit;font:inherit;cursor:pointer}
button:first-of-type{background:var(--ink);color:var(--card);border-color:var(--ink);font-weight:600}
button:focus-visible{outline:2px solid #2f6fd0;outline-offset:2px}`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action *; frame-ancestors 'none'; base-uri 'none'`;

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** As the page of a real one says it last: how much each month, and what it costs. */
function instalmentRows(payment: BankPayment, say: (zh: string, en: string) => string): string {
  if (payment.instalments === null) return '';
  const { periods, feeAmount } = payment.instalments;
  // node-postgres hands bigint over as text.
  const amount = Number(payment.amount);
  const each = Math.floor(amount / periods) + Math.floor(feeAmount / periods);
  const first = amount + feeAmount - each * (periods - 1);
  const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;
  const plan = say(
    `${periods} 期，首期 ${yuan(first)}，其余每期 ${yuan(each)}`,
    `${periods} periods, the first ${yuan(first)}, the others ${yuan(each)}`,
  );
  return `<dt>${say('分期', 'Instalments')}</dt><dd>${plan}</dd>
<dt>${say('手续费', 'Fee')}</dt><dd>${yuan(feeAmount)}</dd>
<dt>${say('共还', 'In all')}</dt><dd>${yuan(amount + feeAmount)}</dd>
`;
}

/** The page where a person plays the payer. Plain HTML without script. */
export function payPage(payment: BankPayment, language: 'zh' | 'en'): { html: string; policy: string } {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const buttons = OUTCOMES.map(
    (outcome) =>
      `<button name="outcome" value="${outcome}">${escape(OUTCOME_WORDS[outcome][language])}</button>`,
  );
  const html = `<!doctype html><html lang="${say('zh-CN', 'en')}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${say('沙盒银行', 'Sandbox bank')}</title><style>${STYLE}</style></head>
<body><main><h1>${say('沙盒银行', 'Sandbox bank')}</h1>
<p>${say('这是演示：不会动用真钱。选择这次付款的结果。', 'This is a demo: no real money moves. Choose how this payment ends.')}</p>
<strong>¥${(payment.amount / 100).toFixed(2)}</strong>
<dl><dt>${say('商品', 'For')}</dt><dd>${escape(payment.description)}</dd>
${instalmentRows(payment, say)}<dt>${say('付款单号', 'Payment')}</dt><dd>${escape(payment.payment_no)}</dd>
<dt>${say('状态', 'State')}</dt><dd>${escape(STATE_WORDS[payment.state][language])}</dd></dl>
<form method="post">${buttons.join('')}</form></main></body></html>`;
  return { html, policy: POLICY };
}
