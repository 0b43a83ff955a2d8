import type { FactsOf } from '../../kernel/result.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';
import type { TooManyAddresses } from './address.ts';

/** `address_not_found` is not here: over HTTP an address that is not the caller's own is `not_found`, as everywhere. */
export const addressProblems = {
  too_many_addresses: problem({
    status: 409,
    title: { zh: '地址太多', en: 'Too many addresses' },
    detail: ({ limit }: FactsOf<TooManyAddresses>) => ({
      zh: `最多保存 ${limit} 个地址，请先删除不用的。`,
      en: `At most ${limit} addresses are kept. Remove one that you no longer use.`,
    }),
    example: { limit: 20 },
  }),
  recipient_invalid: problem({
    status: 422,
    title: { zh: '收件人不对', en: 'The recipient is not valid' },
    detail: {
      zh: '请填写 1 到 25 个字的收件人姓名。',
      en: "Give the recipient's name in 1 to 25 characters.",
    },
  }),
  street_invalid: problem({
    status: 422,
    title: { zh: '详细地址不对', en: 'The street is not valid' },
    detail: {
      zh: '请填写 1 到 120 个字的详细地址，不要换行。',
      en: 'Give street, building and room in 1 to 120 characters, on one line.',
    },
  }),
  region_unknown: problem({
    status: 422,
    title: { zh: '没有这个地区', en: 'No such district' },
    detail: {
      zh: 'regionCode 应是区县的六位代码，见 GET /api/v1/regions。',
      en: 'regionCode must be the six-digit code of a district; see GET /api/v1/regions.',
    },
  }),
} satisfies Problems;
