import { problem, type Problems } from '../http/problem.ts';

/** Of whoever takes passwords as pages seal them. */
export const sealedPasswordProblems = {
  sealed_password_invalid: problem({
    status: 422,
    title: { zh: '加密的密码打不开', en: 'The sealed password does not open' },
    detail: {
      zh: '请用 GET /api/v1/auth/password-key 的公钥和时间重新加密再发送；每次加密的结果 5 分钟内有效，只能用一次。',
      en: 'Seal it again by the key and the time of GET /api/v1/auth/password-key; what is sealed is good once, for 5 minutes.',
    },
  }),
} satisfies Problems;
