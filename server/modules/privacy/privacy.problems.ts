import type { OrderNo } from '../../kernel/ids.ts';
import type { FactsOf } from '../../kernel/result.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';
import type { DeletionRefusal, ExportRefusal } from './privacy.ts';

const ORDER_NO = '26112210451800ABCDEFGHJKMNPQRST' as OrderNo;

export const privacyProblems = {
  too_many_exports: problem({
    status: 429,
    title: { zh: '今天导出的次数太多', en: 'Too many exports today' },
    detail: ({ retryAfterSeconds }: FactsOf<ExportRefusal, 'too_many_exports'>) => ({
      zh: `24 小时内最多导出 5 次，请在 ${retryAfterSeconds} 秒后再申请。`,
      en: `There are five exports in 24 hours at most. Ask again in ${retryAfterSeconds} seconds.`,
    }),
    example: { retryAfterSeconds: 42 },
  }),
  export_gone: problem({
    status: 404,
    title: { zh: '这个下载链接不能用', en: 'This link is of no use' },
    detail: {
      zh: '链接 24 小时内有效，有了新链接，旧的就不能用。请在隐私中心重新获取链接，或重新申请导出。',
      en: 'A link is good for 24 hours, or until there is a newer one. Get a new one in the privacy centre, or ask for a new export.',
    },
  }),
  deletion_blocked: problem({
    status: 409,
    title: { zh: '现在还不能注销', en: 'The account cannot be closed yet' },
    detail: ({ orderNos, refundOrderNos }: FactsOf<DeletionRefusal, 'deletion_blocked'>) => ({
      zh: [
        orderNos.length > 0 ? `有未完成的订单：${orderNos.join('、')}。` : '',
        refundOrderNos.length > 0 ? `有未完成的退款，订单：${refundOrderNos.join('、')}。` : '',
        '完成或取消后再来注销。',
      ].join(''),
      en: [
        orderNos.length > 0 ? `Orders are still open: ${orderNos.join(', ')}. ` : '',
        refundOrderNos.length > 0 ? `Refunds are still open, of orders: ${refundOrderNos.join(', ')}. ` : '',
        'Come back when they have ended, or cancel them.',
      ].join(''),
    }),
    example: { orderNos: [ORDER_NO], refundOrderNos: [] },
  }),
} satisfies Problems;
