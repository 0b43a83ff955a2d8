import type { FastifyInstance, FastifyReply } from 'fastify';
import { languageOf, PAYERS, sayNone, sendPayPage, takeForms } from '../payer-pages.ts';
import type { Trade } from './books.ts';
import { isOutcome, OUTCOMES, type Alipay, type Outcome } from './open-alipay.ts';

type Words = Record<'zh' | 'en', string>;
type Tokened = { Params: { token: string } };

const OUTCOME_WORDS: Record<Outcome, Words> = {
  succeed: { zh: '确认付款', en: 'Pay' },
  insufficient_funds: { zh: '余额不足', en: 'Not enough in the account' },
  bank_declined: { zh: '银行拒绝', en: 'Declined by the bank' },
  duplicate_callback: { zh: '付款，通知重复三次', en: 'Pay, notification comes three times' },
  late_callback: { zh: '付款，通知晚到', en: 'Pay, notification comes late' },
  dropped_callback: { zh: '付款，通知丢失', en: 'Pay, notification is lost' },
  forged_callback: { zh: '不付款，伪造通知', en: 'Not paid, forged notification' },
};
const STATE_WORDS: Record<Trade['trade_status'], Words> = {
  WAIT_BUYER_PAY: { zh: '等待付款', en: 'Waiting' },
  TRADE_SUCCESS: { zh: '已付款', en: 'Paid' },
  TRADE_FINISHED: { zh: '交易完结', en: 'Finished' },
  TRADE_CLOSED: { zh: '已关闭', en: 'Closed' },
};
const TRIES: Readonly<Record<string, Words>> = {
  insufficient_funds: {
    zh: '余额不足，没有扣款。可以换一种方式再付。',
    en: 'Not enough money; nothing was charged. Try again another way.',
  },
  bank_declined: {
    zh: '银行拒绝了这次付款，没有扣款。可以换一张卡再付。',
    en: 'The bank declined; nothing was charged. Try another card.',
  },
};

/** What a payer sees at Alipay: a page for the code (`/qr/`) and one to come back from (`/pay/`). Without script. */
export function payerRoutes(app: FastifyInstance, alipay: Alipay, returnOrigin: string): void {
  takeForms(app);
  const visit = async (token: string): Promise<Trade | undefined> => {
    const found = await alipay.books.findByToken(token);
    if (found === undefined) return undefined;
    const at = new Date(alipay.now());
    await alipay.books.expire(found.out_trade_no, at);
    return alipay.books.visit(found.out_trade_no, at);
  };
  for (const path of ['/qr/:token', '/pay/:token']) {
    app.get<Tokened>(path, PAYERS, async (request, reply) => {
      const trade = await visit(request.params.token);
      return trade === undefined ? sayNone(reply) : sendPage(reply, trade);
    });
    app.post<Tokened>(path, PAYERS, async (request, reply) => {
      const trade = await visit(request.params.token);
      const { outcome } = (request.body ?? {}) as { outcome?: string };
      if (trade === undefined || !isOutcome(outcome)) return sayNone(reply);
      const played = (await alipay.play(trade.out_trade_no, outcome))!;
      const back =
        path.startsWith('/pay') && played.last_try === null ? backOf(played, returnOrigin) : undefined;
      return back === undefined ? sendPage(reply, played) : reply.redirect(back, 303);
    });
  }
}

/** Only to the merchant's own pages: any other address would make this one a place to be sent astray from. */
function backOf(
  { return_url: url, out_trade_no, trade_no }: Trade,
  returnOrigin: string,
): string | undefined {
  if (url === null || !URL.canParse(url) || new URL(url).origin !== returnOrigin) return undefined;
  const back = new URL(url);
  back.search = String(new URLSearchParams({ out_trade_no, trade_no: trade_no ?? '' }));
  return back.href;
}

/** As its page says it last: how many months, and who bears the fee. */
function instalmentRow(
  { hb_fq_num: periods, hb_fq_seller_percent: percent }: Trade,
  say: (zh: string, en: string) => string,
): [string, string][] {
  if (periods === null) return [];
  const bearer =
    percent === 100
      ? say('商家承担手续费', 'the shop bears the fee')
      : say('手续费由你承担', 'you bear the fee');
  return [
    [say('花呗分期', 'Huabei instalments'), say(`${periods} 期，${bearer}`, `${periods} periods, ${bearer}`)],
  ];
}

function sendPage(reply: FastifyReply, trade: Trade): FastifyReply {
  const { language, say } = languageOf(reply);
  const { trade_status: state, last_try: tried } = trade;
  const note = tried === null ? undefined : TRIES[tried]?.[language];
  return sendPayPage(reply, {
    language,
    title: say('支付宝（演示）', 'Alipay (demo)'),
    says:
      state === 'TRADE_SUCCESS'
        ? say('付款已完成，可以关闭此页，回到商家页面。', 'Paid. Close this page and go back to the shop.')
        : say(
            '这是演示：不会动用真钱。选择这次付款的结果。',
            'This is a demo: no real money moves. Choose how this payment ends.',
          ),
    amount: trade.amount,
    rows: [
      [say('商品', 'For'), trade.subject],
      ...instalmentRow(trade, say),
      [say('商户单号', 'Payment'), trade.out_trade_no],
      [say('状态', 'State'), STATE_WORDS[state][language]],
    ],
    outcomes:
      state === 'WAIT_BUYER_PAY'
        ? OUTCOMES.map((value) => ({ value, name: OUTCOME_WORDS[value][language] }))
        : [],
    ...(note !== undefined && { note }),
  });
}
