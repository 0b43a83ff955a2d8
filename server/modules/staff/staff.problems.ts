import { problem, type Problems } from '../../platform/http/problem.ts';
import { READY_MADE_NAMES } from './role.ts';

export const staffProblems = {
  staff_sign_in_wrong: problem({
    status: 422,
    title: { zh: '账号或密码不对', en: 'Wrong account or password' },
    detail: {
      zh: '账号或密码不对，或者这个账号已停用。忘了密码请让店主重新邀请你。',
      en: 'The account or the password is wrong, or the account may not come in any more. If you forgot the password, have the owner invite you anew.',
    },
  }),
  second_factor_required: problem({
    status: 403,
    title: { zh: '还差一步验证', en: 'One more step' },
    detail: ({ ways }: { ways: readonly string[] }) => ({
      zh: `请再填写验证器上的六位数字或一个恢复码，或用通行密钥（${ways.join('、')}）。`,
      en: `Enter the six digits of your authenticator as well, or a recovery code, or use a passkey (${ways.join(', ')}).`,
    }),
    example: { ways: ['totp', 'recovery_code', 'passkey'] as readonly string[] },
  }),
  second_factor_wrong: problem({
    status: 422,
    title: { zh: '验证码不对', en: 'Wrong code' },
    detail: {
      zh: '验证码不对，或已经用过。请等验证器上的下一个数字再试，并检查手机的时间。',
      en: 'The code is wrong, or was used before. Wait for the next one of your authenticator, and check the clock of your phone.',
    },
  }),
  staff_too_many_tries: problem({
    status: 429,
    title: { zh: '尝试次数太多', en: 'Too many tries' },
    detail: ({ retryAfterSeconds }: { retryAfterSeconds: number }) => ({
      zh: `从你的网络尝试太多次，请在 ${retryAfterSeconds} 秒后再试。`,
      en: `There were too many tries from your network. Try again in ${retryAfterSeconds} seconds.`,
    }),
    example: { retryAfterSeconds: 42 },
  }),
  invitation_gone: problem({
    status: 404,
    title: { zh: '邀请已失效', en: 'The invitation is gone' },
    detail: {
      zh: '邀请已用过、过期或被收回，请让邀请你的人再发一次。',
      en: 'The invitation was used, has run out or was taken back. Ask whoever invited you for another.',
    },
  }),
  account_invalid: problem({
    status: 422,
    title: { zh: '账号名不能用', en: 'This account name cannot be used' },
    detail: {
      zh: '账号名 3 到 32 个字符：小写字母、数字、点、下划线、连字符，以字母或数字开头。',
      en: 'An account name has 3 to 32 characters: lower-case letters, digits, dots, underscores, hyphens; a letter or digit first.',
    },
  }),
  account_taken: problem({
    status: 409,
    title: { zh: '账号名已有人用', en: 'This account name is taken' },
    detail: {
      zh: '已有同事用这个账号名，或看起来几乎一样的。请换一个。',
      en: 'A colleague has this account name, or one that looks like it. Choose another.',
    },
  }),
  name_taken: problem({
    status: 409,
    title: { zh: '名字和同事的太像', en: 'A colleague is called like this' },
    detail: {
      zh: '名字和一位同事的一样或几乎一样，记录里会分不清。请加个姓、职位或编号。',
      en: 'A colleague has this name, or one that looks like it, and records could not tell you apart. Add a family name, a post or a number.',
    },
  }),
  staff_password_unfit: problem({
    status: 422,
    title: { zh: '密码不能用', en: 'This password cannot be taken' },
    detail: ({ reasons }: { reasons: readonly string[] }) => ({
      zh: `请换一个更长、更难猜的密码（${reasons.join('、')}）。`,
      en: `Choose a longer one that is harder to guess (${reasons.join(', ')}).`,
    }),
    example: { reasons: ['too_short'] as readonly string[] },
  }),
  member_not_found: problem({
    status: 404,
    title: { zh: '没有这位成员', en: 'No such member' },
    detail: { zh: '请刷新成员列表。', en: 'Look at the list of members again.' },
  }),
  role_unknown: problem({
    status: 422,
    title: { zh: '没有这个角色', en: 'No such role' },
    detail: {
      zh: `现成的角色：${READY_MADE_NAMES.join('、')}；自建的见角色列表。`,
      en: `Ready-made roles: ${READY_MADE_NAMES.join(', ')}; the shop’s own are in the list of roles.`,
    },
  }),
  role_beyond_own: problem({
    status: 403,
    title: { zh: '超出你的权限', en: 'Beyond what you may do' },
    detail: {
      zh: '不能给予或收回自己没有的权限；只有店主能设店主。',
      en: 'Nobody gives or takes permissions that they do not have themselves; only an owner makes owners.',
    },
  }),
  last_owner: problem({
    status: 409,
    title: { zh: '最后一位店主', en: 'The last owner' },
    detail: {
      zh: '店铺至少要有一位店主，请先把店主角色给另一个人。',
      en: 'A shop has one owner at least. Make somebody else an owner first.',
    },
  }),
  role_ready_made: problem({
    status: 409,
    title: { zh: '现成的角色不能改', en: 'Ready-made roles stay as they are' },
    detail: { zh: '请用别的名字建一个自己的角色。', en: 'Make a role of your own under another name.' },
  }),
  role_not_found: problem({
    status: 404,
    title: { zh: '没有这个自建角色', en: 'No such role of your own' },
    detail: { zh: '请刷新角色列表。', en: 'Look at the list of roles again.' },
  }),
  role_in_use: problem({
    status: 409,
    title: { zh: '还有人是这个角色', en: 'Somebody has this role' },
    detail: ({ count }: { count: number }) => ({
      zh: `还有 ${count} 位成员或邀请用着它，请先给他们别的角色，或收回邀请。`,
      en: `${count} members or invitations have it. Give them other roles, or take the invitations back, first.`,
    }),
    example: { count: 2 },
  }),
  role_name_invalid: problem({
    status: 422,
    title: { zh: '角色名不能用', en: 'This name cannot be used' },
    detail: {
      zh: '角色名 2 到 31 个字符：小写字母、数字、连字符，以字母开头。',
      en: 'The name of a role has 2 to 31 characters: lower-case letters, digits, hyphens; a letter first.',
    },
  }),
  permission_unknown: problem({
    status: 422,
    title: { zh: '没有这项权限', en: 'No such permission' },
    detail: { zh: '请从角色列表里的权限中选择。', en: 'Choose from the permissions in the list of roles.' },
  }),
  scope_beyond_own: problem({
    status: 403,
    title: { zh: '超出你的权限', en: 'Beyond what you may do' },
    detail: {
      zh: '密钥只能有你自己有的权限，请去掉其余的。',
      en: 'A key permits no more than you may do yourself. Leave the rest out.',
    },
  }),
  key_beyond_own: problem({
    status: 403,
    title: { zh: '超出你的权限', en: 'Beyond what you may do' },
    detail: {
      zh: '这把密钥的主人有你没有的权限，请本人或店主来撤销。',
      en: 'Whoever made this key may do more than you. Ask them or an owner to take it back.',
    },
  }),
  key_not_found: problem({
    status: 404,
    title: { zh: '没有这把密钥', en: 'No such key' },
    detail: { zh: '它已经撤销或早已过期。', en: 'It was taken back, or ran out long ago.' },
  }),
  scope_not_for_keys: problem({
    status: 422,
    title: { zh: '这项权限不能给密钥', en: 'Not for keys' },
    detail: ({ permission }: { permission: string }) => ({
      zh: `${permission} 只能由人来做，不能给密钥。`,
      en: `${permission} is for people alone, and no key can have it.`,
    }),
    example: { permission: 'members:change' },
  }),
  too_many_keys: problem({
    status: 409,
    title: { zh: '密钥太多', en: 'Too many keys' },
    detail: {
      zh: '一间店最多 50 把密钥，请先收回不用的。',
      en: 'A shop has 50 keys at most. Take back those that nobody uses.',
    },
  }),
} satisfies Problems;
