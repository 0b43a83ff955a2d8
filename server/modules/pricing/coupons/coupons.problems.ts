import type { FactsOf } from '../../../kernel/result.ts';
import { problem, type Problems } from '../../../platform/http/problem.ts';
import type { ClaimRefusal } from './claim.ts';

const MINUTE = new Intl.DateTimeFormat('zh-CN', {
  ...{ timeZone: 'Asia/Shanghai', hourCycle: 'h23', month: 'numeric', day: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit' },
});
const MINUTE_EN = new Intl.DateTimeFormat('en', {
  ...{ timeZone: 'Asia/Shanghai', hourCycle: 'h23', month: 'short', day: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit' },
});

export const couponProblems = {
  coupon_gone: problem({
    status: 409,
    title: { zh: '优惠券领完了', en: 'No coupons are left' },
    detail: ({ of }: FactsOf<ClaimRefusal, 'coupon_gone'>) =>
      of === 'day'
        ? {
            zh: '今天的已经领完了，明天零点（北京时间）再来。',
            en: "Today's are all claimed. There are more from midnight, Beijing time.",
          }
        : { zh: '这张券已经领完了，看看别的券。', en: 'All of them are claimed. Look at the other coupons.' },
    example: { of: 'day' },
  }),
  coupon_limit: problem({
    status: 409,
    title: { zh: '已经领过了', en: 'You have had this coupon' },
    detail: ({ limit, by }: FactsOf<ClaimRefusal, 'coupon_limit'>) =>
      by === 'person'
        ? {
            zh: '新人券每人只能领一次，同一手机号或同一台设备已经领过了。',
            en: 'Coupons for new customers are given to each person once, and this phone or device has had one.',
          }
        : {
            zh: `每人最多 ${limit} 张，已经领满或发满了，可以在「我的优惠券」里查看。`,
            en: `Each customer may have ${limit}, and they are had already. They stand among the coupons.`,
          },
    example: { limit: 1, by: 'customer' },
  }),
  coupon_paused: problem({
    status: 409,
    title: { zh: '暂停领取', en: 'Paused' },
    detail: {
      zh: '这张券暂时停止领取，请稍后再来。',
      en: 'This coupon cannot be claimed for the moment. Come again later.',
    },
  }),
  coupon_code_unknown: problem({
    status: 422,
    title: { zh: '没有这个兑换码', en: 'No such code' },
    detail: {
      zh: '请核对兑换码，字母不分大小写。',
      en: 'Check the code; it does not matter whether letters are large or small.',
    },
  }),
  coupon_not_started: problem({
    status: 422,
    title: { zh: '还没开始领取', en: 'Not yet' },
    detail: ({ startsAt }: FactsOf<ClaimRefusal, 'coupon_not_started'>) => ({
      zh: `${MINUTE.format(new Date(startsAt))}（北京时间）开始领取，请到时再来。`,
      en: `It can be claimed from ${MINUTE_EN.format(new Date(startsAt))}, Beijing time. Come again then.`,
    }),
    example: { startsAt: '2026-12-12T00:00:00.000Z' },
  }),
  coupon_ended: problem({
    status: 422,
    title: { zh: '领取已经结束', en: 'Over' },
    detail: {
      zh: '这张券的领取时间已过，看看别的券。',
      en: 'The time to claim it is over. Look at the other coupons.',
    },
  }),
  new_customers_only: problem({
    status: 422,
    title: { zh: '只给新顾客', en: 'For new customers only' },
    detail: {
      zh: '这张券只给还没有付过款的新顾客，看看别的券。',
      en: 'It is for customers who have paid for no order yet. Look at the other coupons.',
    },
  }),
} satisfies Problems;
