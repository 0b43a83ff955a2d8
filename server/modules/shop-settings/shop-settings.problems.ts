import { problem, type Problems } from '../../platform/http/problem.ts';
import type { Fault } from './check-section.decide.ts';

const FAULTS: readonly Fault[] = [{ field: 'licenceNo', fault: 'malformed' }];

export const settingsProblems = {
  settings_invalid: problem({
    status: 422,
    title: { zh: '有内容填得不对', en: 'Something is not right' },
    detail: ({ faults }: { faults: readonly Fault[] }) => ({
      zh: `请检查：${faults.map(({ field }) => field).join('、')}。什么都没有改动。`,
      en: `Check: ${faults.map(({ field }) => field).join(', ')}. Nothing was changed.`,
    }),
    example: { faults: FAULTS },
  }),
  settings_changed: problem({
    status: 409,
    title: { zh: '别人刚改过', en: 'Somebody else has changed it' },
    detail: ({ version }: { version: number }) => ({
      zh: `在你填写的时候，这里已经改到第 ${version} 版。请看过新的内容再保存。`,
      en: `While you were writing it was changed to version ${version}. Look at that, then save again.`,
    }),
    example: { version: 2 },
  }),
  shop_not_ready: problem({
    status: 409,
    title: { zh: '还不能开张', en: 'The shop cannot open yet' },
    detail: ({ missing }: { missing: readonly string[] }) => ({
      zh: `还差这些：${missing.join('、')}。GET /staff/opening 说明每一项。`,
      en: `Still missing: ${missing.join(', ')}. GET /staff/opening tells of each.`,
    }),
    example: { missing: ['payment'] as readonly string[] },
  }),
  shop_is_demo: problem({
    status: 409,
    title: { zh: '演示店不能开张', en: 'A demo shop does not open' },
    detail: {
      zh: '演示店里的商品和钱都是假的。请用 npm run shop:new -- 文件夹 建一个自己的店。',
      en: 'Its goods and its money are play. Make a shop of your own by npm run shop:new -- FOLDER.',
    },
  }),
} satisfies Problems;
