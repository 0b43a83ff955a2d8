import { problem, type Problems } from '../../platform/http/problem.ts';

export const accountProblems = {
  account_deactivated: problem({
    status: 403,
    title: { zh: '账号已停用', en: 'The account is deactivated' },
    detail: {
      zh: '店铺停用了这个账号，不能登录和下单；已有的订单照常发货和退款。有疑问请联系店铺客服。',
      en: 'The shop has deactivated this account: it cannot sign in or order; orders go on as they are. Please ask the shop’s customer service.',
    },
  }),
} satisfies Problems;
