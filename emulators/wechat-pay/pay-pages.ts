import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, PAYERS, sayNone, sendPayPage, takeForms } from '../payer-pages.ts';
import type { Transaction } from './books.ts';
import { isOutcome, OUTCOMES, type Outcome, type WechatPay } from './open-wechat-pay.ts';

type Words = Record<'zh' | 'en', string>;
type Tokened = { Params: { token: string }; Querystring: { redirect_url?: string } };

const OUTCOME_WORDS: Record<Outcome, Words> = {
  succeed: { zh: '确认付款', en: 'Pay' },
  insufficient_funds: { zh: '零钱不足', en: 'Not enough in the wallet' },
  bank_declined: { zh: '银行拒绝', en: 'Declined by the bank' },
  duplicate_callback: { zh: '付款，通知重复三次', en: 'Pay, notification comes three times' },
  late_callback: { zh: '付款，通知晚到', en: 'Pay, notification comes late' },
  dropped_callback: { zh: '付款，通知丢失', en: 'Pay, notification is lost' },
  forged_callback: { zh: '不付款，伪造通知', en: 'Not paid, forged notification' },
};
const STATE_WORDS: Record<Transaction['trade_state'], Words> = {
  NOTPAY: { zh: '等待付款', en: 'Waiting' },
  SUCCESS: { zh: '已付款', en: 'Paid' },
  CLOSED: { zh: '已关闭', en: 'Closed' },
};
const TRIES: Readonly<Record<string, Words>> = {
  insufficient_funds: {
    zh: '零钱不足，没有扣款。可以换一种方式再付。',
    en: 'Not enough money; nothing was charged. Try again another way.',
  },
  bank_declined: {
    zh: '银行拒绝了这次付款，没有扣款。可以换一张卡再付。',
    en: 'The bank declined; nothing was charged. Try another card.',
  },
};

/** What a payer sees in WeChat: a page for the code (`/pay/`) and one to come back from (`/h5/`). Without script. */
export function payerRoutes(app: FastifyInstance, wechatPay: WechatPay, returnOrigin: string): void {
  takeForms(app);
  for (const path of ['/pay/:token', '/h5/:token']) {
    app.get<Tokened>(path, PAYERS, async (request, reply) => {
      const found = await wechatPay.books.findByToken(request.params.token);
      return found === undefined ? sayNone(reply) : sendPage(reply, found);
    });
    app.post<Tokened>(path, PAYERS, async (request, reply) => {
      const found = await wechatPay.books.findByToken(request.params.token);
      const { outcome } = (request.body ?? {}) as { outcome?: string };
      if (found === undefined || !isOutcome(outcome)) return sayNone(reply);
      const played = (await wechatPay.play(found.out_trade_no, outcome))!;
      const back =
        path.startsWith('/h5') && played.last_try === null ? backOf(request, returnOrigin) : undefined;
      return back === undefined ? sendPage(reply, played) : reply.redirect(back, 303);
    });
  }
}

/** Only to the merchant's own pages: any other address would make this one a place to be sent astray from. */
function backOf({ query }: FastifyRequest<Tokened>, returnOrigin: string): string | undefined {
  const { redirect_url: url = '' } = query;
  if (!URL.canParse(url)) return undefined;
  // As it was read, without the line breaks that no header can hold.
  const { origin, href } = new URL(url);
  return origin === returnOrigin ? href : undefined;
}

function sendPage(reply: FastifyReply, transaction: Transaction): FastifyReply {
  const { language, say } = languageOf(reply);
  const { trade_state: state, last_try: tried } = transaction;
  const note = tried === null ? undefined : TRIES[tried]?.[language];
  return sendPayPage(reply, {
    language,
    title: say('微信支付（演示）', 'WeChat Pay (demo)'),
    says:
      state === 'SUCCESS'
        ? say('付款已完成，可以关闭此页，回到商家页面。', 'Paid. Close this page and go back to the shop.')
        : say(
            '这是演示：不会动用真钱。选择这次付款的结果。',
            'This is a demo: no real money moves. Choose how this payment ends.',
          ),
    amount: transaction.amount,
    rows: [
      [say('商品', 'For'), transaction.description],
      [say('商户单号', 'Payment'), transaction.out_trade_no],
      [say('状态', 'State'), STATE_WORDS[state][language]],
    ],
    outcomes:
      state === 'NOTPAY' ? OUTCOMES.map((value) => ({ value, name: OUTCOME_WORDS[value][language] })) : [],
    ...(note !== undefined && { note }),
  });
}
