import { problem, type Problems } from '../../../platform/http/problem.ts';

export const thirdPartyProblems = {
  login_provider_unknown: problem({
    status: 404,
    title: { zh: '没有这种登录方式', en: 'No such way to sign in' },
    detail: {
      zh: '本店没有开通它，或它不能在这个浏览器里用。可用的见 GET /api/v1/auth/providers。',
      en: 'The shop does not offer it, or not in this browser. See GET /api/v1/auth/providers for those it does.',
    },
  }),
  login_state_unknown: problem({
    status: 409,
    title: { zh: '这次登录已经用过了', en: 'This sign-in was used already' },
    detail: {
      zh: '每次跳转只能用一次，刷新或后退不会再登录。请回到登录页重新开始。',
      en: 'Each way back is good once, so reloading or going back signs nobody in. Begin anew on the sign-in page.',
    },
  }),
  login_state_expired: problem({
    status: 409,
    title: { zh: '这次登录等得太久', en: 'This sign-in took too long' },
    detail: {
      zh: '从离开本店到回来不能超过 10 分钟。请重新开始。',
      en: 'From leaving the shop to coming back it may take 10 minutes. Begin anew.',
    },
  }),
  login_other_browser: problem({
    status: 409,
    title: { zh: '换了浏览器', en: 'Another browser came back' },
    detail: {
      zh: '登录要在同一个浏览器里开始和完成。请在这个浏览器里重新开始。',
      en: 'A sign-in ends in the browser where it began. Begin anew in this one.',
    },
  }),
  login_other_session: problem({
    status: 409,
    title: { zh: '登录的账号变了', en: 'Somebody else is signed in now' },
    detail: {
      zh: '绑定没有进行：开始绑定的账号已不是现在登录的账号。请重新登录后再绑定。',
      en: 'Nothing was linked: it was begun by another account than the one signed in now. Sign in and link anew.',
    },
  }),
  login_denied: problem({
    status: 409,
    title: { zh: '你没有同意授权', en: 'You did not agree' },
    detail: {
      zh: '什么都没有改变。可以再试一次，或用手机号登录。',
      en: 'Nothing has changed. Try again, or sign in by phone.',
    },
  }),
  login_code_refused: problem({
    status: 409,
    title: { zh: '授权已失效', en: 'The permission is no longer valid' },
    detail: {
      zh: '对方不再承认这次授权，通常是用过了或过期了。请重新开始。',
      en: 'The provider no longer accepts it, mostly because it was used or has expired. Begin anew.',
    },
  }),
  login_provider_failed: problem({
    status: 503,
    title: { zh: '对方暂时没有回应', en: 'The provider does not answer' },
    detail: {
      zh: '微信、QQ 或支付宝暂时联系不上。请稍后再试，或用手机号登录。',
      en: 'WeChat, QQ or Alipay cannot be reached just now. Try again later, or sign in by phone.',
    },
  }),
  login_linked_elsewhere: problem({
    status: 409,
    title: { zh: '已绑定别的账号', en: 'Linked with another account' },
    detail: {
      zh: '它已经绑定了本店的另一个账号，不会被移过来。请用那个账号登录，先解除绑定。',
      en: 'It is linked with another account of this shop and is never moved. Sign in there and unlink it first.',
    },
  }),
  login_provider_taken: problem({
    status: 409,
    title: { zh: '已经绑定了一个', en: 'One is linked already' },
    detail: {
      zh: '每种登录方式只能绑定一个。请先用手机号登录，解除原来的绑定。',
      en: 'An account has one of each. Sign in by phone and unlink the present one first.',
    },
  }),
  login_link_expired: problem({
    status: 409,
    title: { zh: '这次登录已经结束', en: 'This sign-in has ended' },
    detail: {
      zh: '绑定手机号要在 15 分钟内、在同一个浏览器里完成。请重新开始，验证码没有用掉。',
      en: 'A phone is linked within 15 minutes and in the same browser. Begin anew; the code was not used up.',
    },
  }),
} satisfies Problems;
