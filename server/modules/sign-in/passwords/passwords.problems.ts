import type { FactsOf } from '../../../kernel/result.ts';
import type { Words } from '../../../kernel/language.ts';
import { problem, type Problems } from '../../../platform/http/problem.ts';
import { LONGEST, SHORTEST, type Judgement, type Unfit } from '../../../platform/passwords/password.ts';
import { CHANGES_A_DAY, type TooManyChanges } from './passwords.ts';

/** What to do about each reason. */
const REASONS: Readonly<Record<Unfit, Words>> = {
  too_short: { zh: `至少要 ${SHORTEST} 个字符。`, en: `Use ${SHORTEST} characters or more.` },
  too_long: { zh: `最多 ${LONGEST} 个字符。`, en: `Use ${LONGEST} characters at most.` },
  too_common: {
    zh: '很多人在用这个密码，请换一个。',
    en: 'Many people use this one. Choose another.',
  },
  holds_phone: { zh: '不要包含你的手机号。', en: 'Leave your phone number out of it.' },
  too_guessable: {
    zh: '太容易猜到，请加长一些，或用几个不相关的词。',
    en: 'It is too easy to guess. Make it longer, or use several unrelated words.',
  },
};

export const passwordProblems = {
  password_wrong: problem({
    status: 422,
    title: { zh: '手机号或密码不对', en: 'Wrong phone or password' },
    detail: {
      zh: '请核对后再试；也可以用短信验证码登录，登录后可以重新设置密码。',
      en: 'Check both and try again, or sign in by a code; afterwards you can set a new password.',
    },
  }),
  password_unfit: problem({
    status: 422,
    title: { zh: '这个密码不能用', en: 'This password cannot be used' },
    detail: ({ reasons }: Judgement) => ({
      zh: reasons.map((reason) => REASONS[reason].zh).join(''),
      en: reasons.map((reason) => REASONS[reason].en).join(' '),
    }),
    example: { strength: 1, reasons: ['too_guessable'] },
  }),
  too_many_changes: problem({
    status: 429,
    title: { zh: '密码改得太频繁', en: 'Too many changes of the password' },
    detail: ({ retryAfterSeconds }: FactsOf<TooManyChanges>) => ({
      zh: `一天最多改 ${CHANGES_A_DAY} 次密码，一次改完才能再改；请在 ${retryAfterSeconds} 秒后再改。现在的密码没有变。`,
      en: `A password can be changed ${CHANGES_A_DAY} times a day, one change after the other. Try again in ${retryAfterSeconds} seconds; the present password stays.`,
    }),
    example: { retryAfterSeconds: 42 },
  }),
} satisfies Problems;
