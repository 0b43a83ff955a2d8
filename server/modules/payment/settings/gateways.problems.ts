import { problem, type Problems } from '../../../platform/http/problem.ts';
import type { GatewayFault } from './set-gateways.ts';

const FAULTS: readonly GatewayFault[] = [{ field: 'apiKey', says: { zh: '太短。', en: 'It is too short.' } }];

export const gatewayProblems = {
  gateway_not_offered: problem({
    status: 404,
    title: { zh: '没有这家支付机构', en: 'No such payment service' },
    detail: {
      zh: 'GET /staff/payment-gateways 列出能用的。',
      en: 'GET /staff/payment-gateways lists those there are.',
    },
  }),
  gateway_settings_invalid: problem({
    status: 422,
    title: { zh: '有内容填得不对', en: 'Something is not right' },
    detail: ({ faults }: { faults: readonly GatewayFault[] }) => ({
      zh: `什么都没有改动。${faults.map(({ field, says }) => `${field}：${says.zh}`).join('')}`,
      en: `Nothing was changed. ${faults.map(({ field, says }) => `${field}: ${says.en}`).join(' ')}`,
    }),
    example: { faults: FAULTS },
  }),
  gateway_in_use: problem({
    status: 409,
    title: { zh: '还有没付完的款', en: 'Payments are still open' },
    detail: {
      zh: '换商户号以前，先关掉这种收款方式，等用它的付款都结束（最多半小时多一点），再换。什么都没有改动。',
      en: 'Before another account: switch this way to pay off, wait until payments by it have ended (little more than half an hour), then change it. Nothing was changed.',
    },
  }),
  gateway_settings_changed: problem({
    status: 409,
    title: { zh: '别人刚改过', en: 'Somebody else has changed it' },
    detail: ({ version }: { version: number }) => ({
      zh: `在你填写的时候，这里已经改到第 ${version} 版。请看过新的内容再保存。`,
      en: `While you were writing it was changed to version ${version}. Look at that, then save again.`,
    }),
    example: { version: 2 },
  }),
} satisfies Problems;
