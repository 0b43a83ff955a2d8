import { problem, type Problems } from '../../../platform/http/problem.ts';

export const phoneChangeProblems = {
  phone_unchanged: problem({
    status: 422,
    title: { zh: '这已经是你的手机号', en: 'This is your phone already' },
    detail: {
      zh: '你的账号现在用的就是这个手机号，请填写另一个。',
      en: 'Your account has this phone now. Give another one.',
    },
  }),
  phone_taken: problem({
    status: 409,
    title: { zh: '这个手机号有另一个账号', en: 'This phone has another account' },
    detail: {
      zh: '一个手机号只能有一个账号：请用这个手机号登录那个账号，或登录后在「隐私中心」注销它，再来更换。',
      en: 'A phone has one account: sign in by this phone and use that account, or close it in its privacy centre and change the phone afterwards.',
    },
  }),
} satisfies Problems;
