import type { Words } from '../../../kernel/language.ts';
import type { SignInWay } from '../way-in.ts';

/** What shows once more who is there: a fresh code to the phone of the account, or a passkey that proves. */
export type Proof = 'code' | 'passkey';

/** How long a passkey that was added without a code proves nothing: its owner is told of it, and has time to remove it. */
export const YOUNG_PASSKEY_MS = 24 * 3_600_000;

/**
 * What a sign-in by each way proves by itself. Passwords are guessed, phished and used elsewhere too, and who holds an
 * account elsewhere is that provider's word: they open a session, and nothing that is hard to undo.
 */
export const WAYS_IN: Readonly<Record<SignInWay, { readonly proves: Proof | undefined }>> = {
  code: { proves: 'code' },
  passkey: { proves: 'passkey' },
  password: { proves: undefined },
  wechat: { proves: undefined },
  qq: { proves: undefined },
  alipay: { proves: undefined },
};

export type Act = {
  readonly words: Words;
  /** Any one of them opens it. */
  readonly proofs: readonly Proof[];
  readonly withinMinutes: number;
  /** Below `/api/v1`. */
  readonly routes: readonly string[];
  readonly page: string;
};

const ANY: Pick<Act, 'proofs' | 'withinMinutes'> = { proofs: ['code', 'passkey'], withinMinutes: 10 };

/**
 * Everything that somebody who came by a session, but is not its owner, could use to keep the account, take it along or
 * destroy it. The one place that says what each needs: the use cases ask by the name of the act (`isProved`), the routes
 * name it, `docs/proofs.md` is made of it, and a test tries every way in against every route of it.
 */
export const PROTECTED_ACTS = {
  add_passkey: {
    ...ANY,
    words: { zh: '添加通行密钥', en: 'Add a passkey' },
    routes: ['POST /me/passkeys/options', 'POST /me/passkeys'],
    page: '/account/passkeys',
  },
  remove_passkey: {
    ...ANY,
    words: { zh: '删除通行密钥', en: 'Remove a passkey' },
    routes: ['DELETE /me/passkeys/{id}'],
    page: '/account/passkeys',
  },
  set_password: {
    ...ANY,
    words: { zh: '设置或修改密码', en: 'Set or change the password' },
    routes: ['PUT /me/password'],
    page: '/account/password',
  },
  remove_password: {
    ...ANY,
    words: { zh: '删除密码', en: 'Remove the password' },
    routes: ['DELETE /me/password'],
    page: '/account/password',
  },
  link_login: {
    ...ANY,
    words: { zh: '绑定微信、QQ 或支付宝', en: 'Link WeChat, QQ or Alipay' },
    routes: ['POST /auth/providers/{name}/starts'],
    page: '/account/logins',
  },
  unlink_login: {
    ...ANY,
    words: { zh: '解除绑定微信、QQ 或支付宝', en: 'Unlink WeChat, QQ or Alipay' },
    routes: ['DELETE /me/logins/{name}'],
    page: '/account/logins',
  },
  change_phone: {
    ...ANY,
    words: { zh: '更换手机号', en: 'Change the phone' },
    routes: ['POST /me/phone/codes', 'PUT /me/phone'],
    page: '/account/phone',
  },
  end_other_sessions: {
    ...ANY,
    words: { zh: '让其他设备退出登录', en: 'Sign other devices out' },
    routes: ['DELETE /auth/sessions', 'DELETE /auth/sessions/{id}'],
    page: '/account/sessions',
  },
  export_data: {
    ...ANY,
    words: { zh: '申请导出个人信息', en: 'Ask for everything about oneself' },
    routes: ['POST /privacy/exports'],
    page: '/account/privacy',
  },
  fetch_export: {
    ...ANY,
    words: { zh: '下载导出的个人信息', en: 'Fetch an export' },
    routes: ['POST /privacy/exports/{id}/links'],
    page: '/account/privacy',
  },
  erase_account: {
    ...ANY,
    words: { zh: '注销账号', en: 'Have the account erased' },
    routes: ['POST /privacy/deletion'],
    page: '/account/privacy',
  },
} as const satisfies Readonly<Record<string, Act>>;

export type ProtectedAct = keyof typeof PROTECTED_ACTS;

/** What changes something of an account and needs its session alone, and why that is enough. */
export const SESSION_IS_ENOUGH: Readonly<Record<string, Words>> = {
  'POST /auth/proofs/codes': { zh: '这就是确认本人的办法', en: 'this is how one proves' },
  'POST /auth/proofs': { zh: '这就是确认本人的办法', en: 'this is how one proves' },
  'POST /auth/proofs/passkey-options': { zh: '这就是确认本人的办法', en: 'this is how one proves' },
  'POST /auth/proofs/passkey': { zh: '这就是确认本人的办法', en: 'this is how one proves' },
  'DELETE /auth/sessions/current': { zh: '只结束自己这次登录', en: 'ends nothing but itself' },
  'PATCH /me/passkeys/{id}': { zh: '只是一个名称', en: 'a label, no more' },
  'PUT /me/consents/{purpose}': { zh: '随时可以撤回', en: 'taken back at any time' },
  'DELETE /me/consents/{purpose}': { zh: '随时可以再同意', en: 'given again at any time' },
  'DELETE /privacy/deletion': { zh: '留下账号不会伤害谁', en: 'staying harms nobody' },
  'POST /addresses': { zh: '随时可以改回来', en: 'undone at any time' },
  'PATCH /addresses/{id}': { zh: '随时可以改回来', en: 'undone at any time' },
  'DELETE /addresses/{id}': { zh: '随时可以再添加', en: 'added again at any time' },
};

/** For the API's documentation: what a route says that belongs to this act; undefined where there is no such act. */
export function describeAct(act: string): string | undefined {
  if (!Object.hasOwn(PROTECTED_ACTS, act)) return undefined;
  const { proofs, withinMinutes }: Act = PROTECTED_ACTS[act as ProtectedAct];
  return `Needs a proof of the last ${withinMinutes} minutes (${proofs.join(' or ')}: \`POST /auth/proofs\`, \`POST /auth/proofs/passkey\`), else \`step_up_required\`.`;
}
