import { problem, type Problems } from '../../../platform/http/problem.ts';

/** Refusals of what somebody of the staff does about their own account, and by their passkeys. */
export const ownAccountProblems = {
  staff_proof_required: problem({
    status: 403,
    title: { zh: '请先确认是你本人', en: 'Prove first that it is you' },
    detail: {
      zh: '这一步要在 10 分钟内确认过本人：POST /staff/proofs，再次提供密码和验证码（或通行密钥）。',
      en: 'This needs a proof of the last 10 minutes: POST /staff/proofs with your password and a code, or a passkey.',
    },
  }),
  staff_authenticator_first: problem({
    status: 409,
    title: { zh: '请先设置验证器', en: 'Set up an authenticator first' },
    detail: {
      zh: '密码要和验证器一起使用，请先设置验证器，再设置密码。',
      en: 'Nobody has a password without an authenticator. Set one up, then the password.',
    },
  }),
  staff_passkeys_not_here: problem({
    status: 409,
    title: { zh: '这里不能用通行密钥', en: 'Passkeys do not work here' },
    detail: {
      zh: '通行密钥只能用在有域名并启用 https 的店铺，或本机的 http://localhost。请用密码和验证码；域名在 PUBLIC_URL 里填写。',
      en: 'Passkeys work only where the shop has a host name and https, or on http://localhost. Use password and code; the name is set in PUBLIC_URL.',
    },
  }),
  staff_challenge_expired: problem({
    status: 422,
    title: { zh: '这次验证已失效', en: 'This attempt is no longer valid' },
    detail: {
      zh: '每次验证只能用一次，5 分钟内有效。请重新取得 options，再验证一次。',
      en: 'An attempt is good once, for 5 minutes. Ask for new options, then confirm once more.',
    },
  }),
  staff_passkey_unknown: problem({
    status: 422,
    title: { zh: '后台没有这个通行密钥', en: 'The back office does not know this passkey' },
    detail: {
      zh: '它可能已删除，或是你购物账号的通行密钥，或这个账号已停用。请换一个，或用密码和验证码登录。',
      en: 'It may have been removed, be the one of your customer account, or its account may not come in any more. Use another one, or password and code.',
    },
  }),
  staff_passkey_rejected: problem({
    status: 422,
    title: { zh: '通行密钥没有通过验证', en: 'The passkey was not accepted' },
    detail: {
      zh: '请在本店后台的页面上操作，并用指纹、面容或锁屏密码确认是你本人。',
      en: "Use it on the shop's own pages and confirm by fingerprint, face or screen lock that it is you.",
    },
  }),
  staff_passkey_copied: problem({
    status: 422,
    title: { zh: '这个通行密钥可能被复制过', en: 'This passkey may have been copied' },
    detail: {
      zh: '它的使用次数比上次还少，所以没有放行。请用密码和验证码登录，删除它并重新添加。',
      en: 'It was used fewer times than before, so it was refused. Sign in by password and code, remove it and add a new one.',
    },
  }),
  staff_too_many_passkeys: problem({
    status: 409,
    title: { zh: '通行密钥太多', en: 'Too many passkeys' },
    detail: ({ limit }: { limit: number }) => ({
      zh: `最多保存 ${limit} 个通行密钥，请先删除不用的。`,
      en: `At most ${limit} passkeys are kept. Remove one that you no longer use.`,
    }),
    example: { limit: 10 },
  }),
  staff_passkey_exists: problem({
    status: 409,
    title: { zh: '这个通行密钥已经添加过', en: 'This passkey is already there' },
    detail: { zh: '直接用它登录就可以。', en: 'There is nothing to add: sign in with it.' },
  }),
  staff_passkey_name_invalid: problem({
    status: 422,
    title: { zh: '名称不对', en: 'The name is not valid' },
    detail: {
      zh: '请填写 1 到 40 个字的名称，不要有特殊符号。',
      en: 'Give a name of 1 to 40 characters without control characters.',
    },
  }),
  staff_last_way_in: problem({
    status: 409,
    title: { zh: '这是你唯一的登录方式', en: 'This is your only way in' },
    detail: {
      zh: '请先添加另一个通行密钥，或设置验证器和密码，再删除它。',
      en: 'Add another passkey, or set up an authenticator and a password, before you remove it.',
    },
  }),
} satisfies Problems;
