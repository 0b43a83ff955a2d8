import type { FastifyInstance, FastifyReply } from 'fastify';
import { languageOf, PAYERS, sayNone, sendPayPage } from '../payer-pages.ts';
import type { PayPage } from '../pay-page.ts';
import type { Trade } from './books.ts';
import { isOutcome, OUTCOMES, type Outcome, type UnionPay } from './open-union-pay.ts';
import { MESSAGES } from './service.ts';

type Words = Record<'zh' | 'en', string>;
type Tokened = { Params: { token: string } };

const OUTCOME_WORDS: Record<Outcome, Words> = {
  succeed: { zh: '确认付款', en: 'Pay' },
  insufficient_funds: { zh: '余额不足', en: 'Not enough on the card' },
  bank_declined: { zh: '银行拒绝', en: 'Declined by the bank' },
  limit_reached: { zh: '超过限额', en: 'Above the limit' },
  under_way: { zh: '付款后银行一直处理中', en: 'Pay, and the bank does not say' },
  duplicate_callback: { zh: '付款，通知重复三次', en: 'Pay, notification comes three times' },
  late_callback: { zh: '付款，通知晚到', en: 'Pay, notification comes late' },
  dropped_callback: { zh: '付款，通知丢失', en: 'Pay, notification is lost' },
  forged_callback: { zh: '不付款，伪造通知', en: 'Not paid, forged notification' },
};
const CARDS: readonly (readonly ['01' | '02', Words])[] = [
  ['01', { zh: '借记卡 6216 26** **** 0018', en: 'Debit card 6216 26** **** 0018' }],
  ['02', { zh: '信用卡 6221 55** **** 0000', en: 'Credit card 6221 55** **** 0000' }],
];

/** What a payer sees at UnionPay, without script. */
export function payerRoutes(app: FastifyInstance, unionPay: UnionPay, payUrl: string): void {
  app.get<Tokened>('/pay/:token', PAYERS, async ({ params }, reply) => {
    const trade = await unionPay.books.findByToken(params.token);
    return trade === undefined ? sayNone(reply) : showTrade(reply, unionPay, trade, payUrl);
  });
  app.post<Tokened>('/pay/:token', PAYERS, async (request, reply) => {
    const trade = await unionPay.books.findByToken(request.params.token);
    const { outcome, choice } = (request.body ?? {}) as { outcome?: string; choice?: string };
    if (trade === undefined || !isOutcome(outcome)) return sayNone(reply);
    await unionPay.play(trade.order_id, outcome, choice === '02' ? '02' : '01');
    // By GET: a page that is read again pays nothing again.
    return reply.redirect(`${payUrl}/pay/${trade.token}`, 303);
  });
}

/** What UnionPay shows where it takes the form of a merchant for none. */
export function showFault(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(400).type('text/plain; charset=utf-8').send(`银联网关拒绝了这笔请求：${text}`);
}

export function showTrade(
  reply: FastifyReply,
  { notices, now }: UnionPay,
  trade: Trade,
  payUrl: string,
): FastifyReply {
  // The address of the page itself is where its buttons lead, so the form of the merchant leads on to one that can be read again.
  if (reply.request.method === 'POST') return reply.redirect(`${payUrl}/pay/${trade.token}`, 303);
  const { language, say } = languageOf(reply);
  const isPaid = trade.resp_code === '00';
  const isOver = trade.ends_at !== null && trade.ends_at.getTime() <= now();
  return sendPayPage(reply, {
    language,
    title: say('银联在线支付（演示）', 'UnionPay (demo)'),
    says: isPaid
      ? say('付款已完成。', 'Paid.')
      : isOver
        ? say('订单已超过付款时间。', 'The time to pay is over.')
        : say(
            '这是演示：不会动用真钱，也不要输入真卡号。选一张卡和付款的结果。',
            'This is a demo: no real money moves. Choose a card and how this payment ends.',
          ),
    amount: trade.amount,
    rows: [
      [say('商品', 'For'), trade.description],
      [say('商户订单号', 'Payment'), trade.order_id],
    ],
    outcomes:
      isPaid || isOver ? [] : OUTCOMES.map((value) => ({ value, name: OUTCOME_WORDS[value][language] })),
    choices: {
      legend: say('付款卡', 'Card'),
      of: CARDS.map(([value, name]) => ({ value, name: name[language] })),
    },
    ...(trade.resp_code !== null && !isPaid && { note: MESSAGES[trade.resp_code] ?? trade.resp_code }),
    ...backOf(trade, isPaid, say('返回商户', 'Back to the shop'), notices),
  });
}

/** What was paid is posted; whoever has not paid is only led back. */
function backOf(
  trade: Trade,
  isPaid: boolean,
  name: string,
  notices: UnionPay['notices'],
): Pick<PayPage, 'back' | 'away'> {
  const { front_url: url, fail_url: failUrl } = trade;
  if (isPaid) return url === null ? {} : { back: { name, url, fields: notices.fieldsOf(trade) } };
  return failUrl === null ? {} : { away: { name, url: failUrl } };
}
