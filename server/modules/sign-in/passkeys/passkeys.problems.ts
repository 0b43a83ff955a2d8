import { inShanghai } from '../../../kernel/shop-day.ts';
import type { FactsOf } from '../../../kernel/result.ts';
import { problem, type Problems } from '../../../platform/http/problem.ts';
import type { PasskeyTooNew, TooManyPasskeys } from './passkey.ts';

/** As `2026-11-26 10:05`: what people in China call the time. */
function shanghaiMinute(at: Date): string {
  return inShanghai(at).slice(0, 16).replace('T', ' ');
}

export const passkeyProblems = {
  passkeys_not_here: problem({
    status: 409,
    title: { zh: '这里不能用通行密钥', en: 'Passkeys do not work here' },
    detail: {
      zh: '通行密钥只能用在有域名并启用 https 的店铺，或本机的 http://localhost。请改用短信验证码登录；店主可在 PUBLIC_URL 里填写域名。',
      en: 'Passkeys work only where the shop has a host name and https, or on http://localhost. Sign in by a code; the merchant sets the name in PUBLIC_URL.',
    },
  }),
  challenge_expired: problem({
    status: 422,
    title: { zh: '这次验证已失效', en: 'This attempt is no longer valid' },
    detail: {
      zh: '每次验证只能用一次，5 分钟内有效。请重新开始：先取得新的 options，再验证一次。',
      en: 'An attempt is good once, for 5 minutes. Start again: ask for new options, then confirm once more.',
    },
  }),
  passkey_unknown: problem({
    status: 422,
    title: { zh: '没有这个通行密钥', en: 'Unknown passkey' },
    detail: {
      zh: '它可能已从账号里删除。请换一个通行密钥，或用短信验证码登录后重新添加。',
      en: 'It may have been removed from the account. Use another one, or sign in by a code and add it again.',
    },
  }),
  passkey_rejected: problem({
    status: 422,
    title: { zh: '通行密钥没有通过验证', en: 'The passkey was not accepted' },
    detail: {
      zh: '请在本店自己的页面上操作，并用指纹、面容或锁屏密码确认是你本人；也可以改用短信验证码。',
      en: "Use it on the shop's own page and confirm by fingerprint, face or screen lock that it is you, or use a code instead.",
    },
  }),
  passkey_copied: problem({
    status: 422,
    title: { zh: '这个通行密钥可能被复制过', en: 'This passkey may have been copied' },
    detail: {
      zh: '它的使用次数比上次还少，所以没有放行。请用短信验证码登录，然后删除这个通行密钥并重新添加。',
      en: 'It was used fewer times than before, so it was refused. Sign in by a code, then remove this passkey and add a new one.',
    },
  }),
  passkey_too_new: problem({
    status: 422,
    title: { zh: '这个通行密钥刚添加，还不能确认本人', en: 'This passkey is too new to prove anything' },
    detail: ({ provesFrom }: FactsOf<PasskeyTooNew>) => ({
      zh: `它不是用短信验证码确认后添加的，到 ${shanghaiMinute(provesFrom)}（北京时间）才能用来确认本人。请改用短信验证码。`,
      en: `It was added without a code, so it proves who is there from ${shanghaiMinute(provesFrom)} (Beijing time) on. Use a code instead.`,
    }),
    example: { provesFrom: new Date('2026-11-27T02:05:00Z') },
  }),
  too_many_passkeys: problem({
    status: 409,
    title: { zh: '通行密钥太多', en: 'Too many passkeys' },
    detail: ({ limit }: FactsOf<TooManyPasskeys>) => ({
      zh: `最多保存 ${limit} 个通行密钥，请先删除不用的。`,
      en: `At most ${limit} passkeys are kept. Remove one that you no longer use.`,
    }),
    example: { limit: 10 },
  }),
  passkey_exists: problem({
    status: 409,
    title: { zh: '这个通行密钥已经添加过', en: 'This passkey is already there' },
    detail: {
      zh: '不用再添加，直接用它登录就可以。',
      en: 'There is nothing to add: sign in with it.',
    },
  }),
  passkey_name_invalid: problem({
    status: 422,
    title: { zh: '名称不对', en: 'The name is not valid' },
    detail: {
      zh: '请填写 1 到 40 个字的名称，不要有特殊符号。',
      en: 'Give a name of 1 to 40 characters without control characters.',
    },
  }),
} satisfies Problems;
