import type { FactsOf } from '../../kernel/result.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';
import type { ConsentRefusal } from './consent.ts';

export const consentProblems = {
  consent_required: problem({
    status: 422,
    title: { zh: '需要你同意协议', en: 'Your consent is needed' },
    detail: ({ version }: FactsOf<ConsentRefusal, 'consent_required'>) => ({
      zh: `请阅读并同意 ${version} 版的服务条款和隐私政策。`,
      en: `Read the terms and the privacy policy of version ${version} and agree to both.`,
    }),
    example: { version: '2026-11-27' },
  }),
  consent_needed: problem({
    status: 409,
    title: { zh: '这一项不能单独撤回', en: 'This one cannot be withdrawn by itself' },
    detail: {
      zh: '没有用户协议和隐私政策就不能有账号。不再同意，请注销账号（POST /privacy/deletion）。',
      en: 'There is no account without the terms and the privacy policy. If you no longer agree, close the account (POST /privacy/deletion).',
    },
  }),
} satisfies Problems;
