import type { Words } from '../../../kernel/language.ts';
import { problem, type Problems } from '../../../platform/http/problem.ts';
import type { CampaignState } from './campaign-record.ts';
import type { CampaignAct } from './change-campaign.decide.ts';
import type { CampaignFault } from './check-campaign.decide.ts';

/** Each fault in words; the form says them beside its fields. */
export const FAULTS: Readonly<Record<CampaignFault['code'], Words>> = {
  missing: { zh: '没有填', en: 'is missing' },
  not_of_kind: { zh: '这种活动用不到', en: 'is of no use to this kind of campaign' },
  unknown: { zh: '没有这一个', en: 'does not exist' },
  twice: { zh: '重复了', en: 'comes twice' },
  taken: { zh: '已经有活动在用', en: 'belongs to another campaign' },
  malformed: { zh: '要用 4 到 20 个大写字母或数字', en: 'takes 4 to 20 capital letters or digits' },
  too_small: { zh: '太小了', en: 'is too small' },
  too_large: { zh: '太大了', en: 'is too large' },
  ends_before_start: { zh: '要晚于开始', en: 'has to be after the beginning' },
  over: { zh: '已经过去了', en: 'is in the past' },
  takes_more_than_threshold: { zh: '减得比门槛还多', en: 'takes off more than the threshold asks for' },
  not_a_percentage: { zh: '要在 1 到 9999 之间，2000 是八折', en: 'is between 1 and 9999; 2000 is 20 % off' },
  steps_not_rising: {
    zh: '每一档的门槛要比前一档高，减得也要多',
    en: 'has to ask for more than the step before, and take off more',
  },
  amount_or_percentage: {
    zh: '减多少和打几折只填一个，并且要合这种活动',
    en: 'takes either an amount or a percentage, as its kind does',
  },
  not_lower: { zh: '没有比现在的价格低', en: 'is not below what the goods cost now' },
  not_below: { zh: '要小于件数', en: 'has to be below the pieces of a set' },
  below_used: { zh: '比已经用掉的还少', en: 'is less than what is used already' },
  itself: { zh: '就是这个活动自己', en: 'is this campaign itself' },
  no_goods_coupon: { zh: '不是商品优惠券的活动', en: 'gives no coupons for goods' },
};

const BECAUSE = {
  started: { zh: '活动开始过了', en: 'the campaign was started' },
  coupons_out: { zh: '已经有顾客领了券', en: 'customers hold its coupons' },
} as const satisfies Readonly<Record<string, Words>>;

const EXAMPLE: readonly CampaignFault[] = [{ path: 'amount', code: 'takes_more_than_threshold' }];
const STATES: Readonly<Record<CampaignState, Words>> = {
  draft: { zh: '草稿', en: 'a draft' },
  running: { zh: '已开始', en: 'started' },
  paused: { zh: '已暂停', en: 'paused' },
};

export const campaignProblems = {
  campaign_not_found: problem({
    status: 404,
    title: { zh: '没有这个活动', en: 'No such campaign' },
    detail: {
      zh: '优惠券活动和促销各有自己的地址；请核对编号。',
      en: 'Those of coupons and other promotions have addresses of their own. Check the id.',
    },
  }),
  campaign_invalid: problem({
    status: 422,
    title: { zh: '活动还有没填对的地方', en: 'Something of the campaign is not right' },
    detail: ({ faults }: { faults: readonly CampaignFault[] }) => ({
      zh: `${faults.map(({ path, code }) => `${path} ${FAULTS[code].zh}`).join('；')}。什么都没有保存。`,
      en: `${faults.map(({ path, code }) => `${path} ${FAULTS[code].en}`).join('; ')}. Nothing was saved.`,
    }),
    example: { faults: EXAMPLE },
  }),
  campaign_changed: problem({
    status: 409,
    title: { zh: '别人刚改过这个活动', en: 'Somebody else has changed the campaign' },
    detail: ({ version }: { version: number }) => ({
      zh: `它已经改到第 ${version} 版。请看过新的内容再保存。`,
      en: `It was changed to version ${version}. Look at that, then save again.`,
    }),
    example: { version: 2 },
  }),
  campaign_fixed: problem({
    status: 409,
    title: { zh: '这些内容现在不能改', en: 'That cannot be changed now' },
    detail: ({ fields, because }: { fields: readonly string[]; because: 'started' | 'coupons_out' }) => ({
      zh: `${BECAUSE[because].zh}，不能再改：${fields.join('、')}。可以另建一个活动。`,
      en: `Since ${BECAUSE[because].en}, these stay: ${fields.join(', ')}. Make another campaign instead.`,
    }),
    example: { fields: ['amount'] as readonly string[], because: 'coupons_out' },
  }),
  campaign_state: problem({
    status: 409,
    title: { zh: '活动现在不能这样做', en: 'The campaign does not allow that now' },
    detail: ({ state }: { state: CampaignState; act: CampaignAct }) => ({
      zh: `活动现在是：${STATES[state].zh}。草稿可以开始，开始了可以暂停，暂停了可以继续。`,
      en: `It is ${STATES[state].en}. A draft is started, what was started is paused, and what is paused resumed.`,
    }),
    example: { state: 'running', act: 'start' },
  }),
  campaign_over: problem({
    status: 409,
    title: { zh: '活动已经结束', en: 'The campaign is over' },
    detail: { zh: '先把结束时间改到以后，再开始。', en: 'Set an end that is still to come, then start it.' },
  }),
  campaign_not_draft: problem({
    status: 409,
    title: { zh: '只有草稿可以删除', en: 'Only a draft can be removed' },
    detail: ({ state }: { state: Exclude<CampaignState, 'draft'> }) =>
      state === 'running'
        ? {
            zh: '活动已经开始，订单和券会提到它，所以一直留着。要它不再生效，请暂停它。',
            en: 'It was started, and orders and coupons may tell of it, so it is kept. Pause it to end its effect.',
          }
        : {
            zh: '活动开始过，订单和券会提到它，所以一直留着。它暂停着，已经不生效。',
            en: 'It was started once, and orders and coupons may tell of it, so it is kept. It is paused and has no effect.',
          },
    example: { state: 'running' },
  }),
  campaign_named: problem({
    status: 409,
    title: { zh: '别的活动提到了它', en: 'Other campaigns name it' },
    detail: ({ by }: { by: readonly { readonly id: string; readonly name: string }[] }) => ({
      zh: `先在这些活动里去掉它，再删除：${by.map(({ name }) => name).join('、')}。`,
      en: `Take it out of these first, then remove it: ${by.map(({ name }) => name).join(', ')}.`,
    }),
    example: {
      by: [{ id: '0199b6a0-0000-7000-8000-000000000001', name: '满 100 减 20' }] as readonly {
        readonly id: string;
        readonly name: string;
      }[],
    },
  }),
  trial_not_priced: problem({
    status: 422,
    title: { zh: '这些商品算不出价', en: 'These goods have no price together' },
    detail: {
      zh: '有商品的运费模板没有一行管得到，请先补上运费模板。',
      en: 'No row of its freight template covers one of them. Mend the template first.',
    },
    example: { skuIds: ['1'] as readonly string[] },
  }),
} satisfies Problems;
