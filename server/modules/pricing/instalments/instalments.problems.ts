import { formatYuan, fen, type Fen } from '../../../kernel/money.ts';
import { problem, type Problems } from '../../../platform/http/problem.ts';

export const instalmentProblems = {
  instalment_gateway_unknown: problem({
    status: 422,
    title: { zh: '没有这种支付方式', en: 'No such way to pay' },
    detail: {
      zh: '请选一种已经接好的支付方式。',
      en: 'Choose one of the ways to pay that the shop has.',
    },
    example: { gateway: 'wechat' },
  }),
  instalment_periods_unsupported: problem({
    status: 422,
    title: { zh: '这种支付方式没有这个期数', en: 'This way to pay has no such number of periods' },
    detail: ({ periods }: { readonly periods: readonly number[] }) =>
      periods.length === 0
        ? { zh: '它不支持分期付款。', en: 'It knows no instalments.' }
        : { zh: `它可以分 ${periods.join('、')} 期。`, en: `It has ${periods.join(', ')}.` },
    example: { periods: [3, 6, 12] },
  }),
  instalment_plan_exists: problem({
    status: 409,
    title: { zh: '这个期数已经有方案了', en: 'There is a plan of so many periods' },
    detail: {
      zh: '一种支付方式的每个期数只有一个方案，请直接改它。',
      en: 'Each number of periods of a way to pay has one plan. Change that one.',
    },
  }),
  instalment_least_too_small: problem({
    status: 422,
    title: { zh: '起分金额太小', en: 'The least amount is too small' },
    detail: ({ leastAmount }: { readonly leastAmount: Fen }) => ({
      zh: `每期至少 ¥1.00，这个期数要从 ${formatYuan(leastAmount)} 起。`,
      en: `A period is ¥1.00 at least: begin at ${formatYuan(leastAmount)}.`,
    }),
    example: { leastAmount: fen(600) },
  }),
  instalment_plan_not_found: problem({
    status: 404,
    title: { zh: '没有这个分期方案', en: 'No such instalment plan' },
    detail: { zh: '请刷新列表。', en: 'Look at the list again.' },
  }),
  instalment_plan_changed: problem({
    status: 409,
    title: { zh: '方案刚刚被改过', en: 'The plan was changed meanwhile' },
    detail: {
      zh: '别人在你之前改过它，请看过现在的内容再改。',
      en: 'Somebody was faster. Look at it as it is now, then change it.',
    },
    example: { version: 2 },
  }),
} satisfies Problems;
