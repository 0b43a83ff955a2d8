import type { Words } from '../../kernel/language.ts';
import type { FactsOf } from '../../kernel/result.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';
import type { LimitOf } from '../../platform/budgets/budget.ts';
import type { Puzzle } from '../../platform/budgets/puzzles.ts';
import type { SignInRefusal } from './way-in.ts';

type Wait = { readonly retryAfterSeconds: number };
type Limited = Wait & { readonly limitOf?: LimitOf };
type Tries = Limited & { readonly instead?: 'code' };

/** What is still open to who is held back by what others did. */
const OTHER_WAYS = {
  zh: '在登录过的设备上，或用通行密钥、密码和其他账号登录，都不受影响。',
  en: 'A device that has signed in before, a passkey, a password and other accounts still work.',
};
/** Codes; by whose doing there were too many. */
const CODES: Readonly<Record<LimitOf, (wait: number) => Words>> = {
  caller: (wait) => ({
    zh: `请在 ${wait} 秒后再获取。刚才收到的验证码 5 分钟内仍然有效。`,
    en: `Ask for the next one in ${wait} seconds. A code that you have received stays valid for 5 minutes.`,
  }),
  phone: (wait) => ({
    zh: `今天有太多人向这个手机号要验证码，请在 ${wait} 秒后再获取。${OTHER_WAYS.zh}`,
    en: `Others have asked for too many codes to this phone today. Ask again in ${wait} seconds. ${OTHER_WAYS.en}`,
  }),
  network: (wait) => ({
    zh: `你所在的网络要了太多验证码，请在 ${wait} 秒后再获取，或换一个网络。${OTHER_WAYS.zh}`,
    en: `Too many codes were asked for in your network. Ask again in ${wait} seconds, or in another network. ${OTHER_WAYS.en}`,
  }),
};
/** The same of tries. */
const TRIES: typeof CODES = {
  caller: (wait) => ({
    zh: `这台设备试错次数太多，请在 ${wait} 秒后再试。`,
    en: `There were too many wrong tries by this device. Try again in ${wait} seconds.`,
  }),
  phone: (wait) => ({
    zh: `今天有太多人在猜这个手机号的验证码，请在 ${wait} 秒后再试。${OTHER_WAYS.zh}`,
    en: `Others have guessed at the codes of this phone too often today. Try again in ${wait} seconds. ${OTHER_WAYS.en}`,
  }),
  network: (wait) => ({
    zh: `你所在网络的尝试次数太多，请在 ${wait} 秒后再试，或换一个网络。`,
    en: `There were too many tries from your network. Try again in ${wait} seconds, or in another network.`,
  }),
};

const PUZZLE: { readonly puzzle: Puzzle } = {
  puzzle: {
    parameters: {
      algorithm: 'PBKDF2/SHA-256',
      nonce: '…',
      salt: '…',
      cost: 3000,
      keyLength: 32,
      keyPrefix: '00',
    },
  },
};

export const signInProblems = {
  phone_invalid: problem({
    status: 422,
    title: { zh: '手机号不对', en: 'The phone number is not valid' },
    detail: {
      zh: '请填写 11 位中国大陆手机号；收货地址也可以填带区号的座机，如 010-62345678。',
      en: 'Give a mobile number of mainland China (11 digits); for an address also a landline with its area code, as 010-62345678.',
    },
  }),
  too_many_codes: problem({
    status: 429,
    title: { zh: '验证码发送太频繁', en: 'Too many codes' },
    detail: ({ retryAfterSeconds, limitOf = 'caller' }: Limited) => CODES[limitOf](retryAfterSeconds),
    example: { retryAfterSeconds: 42, limitOf: 'caller' },
  }),
  code_wrong: problem({
    status: 422,
    title: { zh: '验证码不对', en: 'Wrong code' },
    detail: ({ triesLeft }: FactsOf<SignInRefusal, 'code_wrong'>) =>
      triesLeft === 0
        ? { zh: '这个验证码已失效，请重新获取。', en: 'This code is no longer valid. Ask for a new one.' }
        : { zh: `还可以再试 ${triesLeft} 次。`, en: `${triesLeft} tries are left.` },
    example: { triesLeft: 3 },
  }),
  code_expired: problem({
    status: 422,
    title: { zh: '验证码已失效', en: 'The code is no longer valid' },
    detail: {
      zh: '请重新获取验证码，并在获取它的浏览器里填写：接口调用方要带回 ks_device Cookie（https 下叫 __Host-ks_device），不带的话要从同一个网络提交。',
      en: 'Ask for a new code, and give it in the browser that asked for it: a program sends the cookie ks_device (behind https __Host-ks_device) back, or tries it from the same network without.',
    },
  }),
  too_many_tries: problem({
    status: 429,
    title: { zh: '尝试次数太多', en: 'Too many tries' },
    detail: ({ retryAfterSeconds, instead, limitOf = 'network' }: Tries) =>
      instead === 'code'
        ? {
            zh: `密码试错次数太多，请在 ${retryAfterSeconds} 秒后再试，或现在用短信验证码登录。`,
            en: `There were too many wrong passwords. Try again in ${retryAfterSeconds} seconds, or sign in by a code now.`,
          }
        : TRIES[limitOf](retryAfterSeconds),
    example: { retryAfterSeconds: 42 },
  }),
  work_required: problem({
    status: 403,
    title: { zh: '需要先解一道计算题', en: 'A puzzle comes first' },
    detail: {
      zh: '这个手机号或这个网络刚才被要了、试了很多次验证码。请解开 puzzle 里的计算题（ALTCHA 第 2 版，PBKDF2），把题和答案放在 work 里再试一次。页面会自己算，大约一秒。',
      en: 'Many codes were asked for or tried by this phone or from this network. Solve the puzzle (ALTCHA version 2, PBKDF2) and try again with it and its solution in `work`. The page does so by itself, in about a second.',
    },
    example: PUZZLE,
  }),
  step_up_required: problem({
    status: 403,
    title: { zh: '需要再确认一次是你本人', en: 'Prove once more that it is you' },
    detail: {
      zh: '这一步很重要：请先用短信验证码（POST /auth/proofs/codes，再 POST /auth/proofs）或通行密钥确认是你本人，10 分钟内有效。',
      en: 'This matters: prove first that it is you, by a code (POST /auth/proofs/codes, then POST /auth/proofs) or a passkey. It is good for 10 minutes.',
    },
  }),
} satisfies Problems;
