import { readSettingFile } from '../../platform/setting-paths.ts';
import type { Environment, SettingsPart } from '../../platform/settings.ts';
import { StartRefusal } from '../../platform/start-refusal.ts';

/** Of each provider that people may sign in by, what it has given to the shop. What is undefined is not offered. */
export type LoginSettings = {
  readonly wechatWebsite: { readonly appId: string; readonly secret: string } | undefined;
  readonly wechatOfficial: { readonly appId: string; readonly secret: string } | undefined;
  readonly qq: { readonly appId: string; readonly key: string } | undefined;
  /** The keys as they stand in their files. */
  readonly alipay:
    { readonly appId: string; readonly privateKey: string; readonly alipayPublicKey: string } | undefined;
};

const none = { zh: '无', en: 'none' };

export const loginSettings: SettingsPart<LoginSettings> = {
  read: readLogins,
  help: [
    {
      names: ['WECHAT_LOGIN_APP_ID', 'WECHAT_LOGIN_SECRET'],
      fallback: none,
      says: {
        zh: '微信登录（网站应用）。演示店里自动接到模拟器',
        en: 'signing in by WeChat (website app). A demo shop uses an emulator',
      },
    },
    {
      names: ['WECHAT_OFFICIAL_APP_ID', 'WECHAT_OFFICIAL_SECRET'],
      fallback: none,
      says: { zh: '在微信里登录（服务号）', en: 'signing in inside WeChat (service account)' },
    },
    {
      names: ['QQ_LOGIN_APP_ID', 'QQ_LOGIN_KEY'],
      fallback: none,
      says: { zh: 'QQ 登录', en: 'signing in by QQ' },
    },
    {
      names: ['ALIPAY_LOGIN_APP_ID', 'ALIPAY_LOGIN_PRIVATE_KEY_FILE', 'ALIPAY_LOGIN_PUBLIC_KEY_FILE'],
      fallback: none,
      says: { zh: '支付宝登录；两个文件是 PEM', en: 'signing in by Alipay; both files are PEM' },
    },
  ],
};

/** Throws StartRefusal with the names of what is missing, where only a part of what belongs together is set. */
export function readLogins(env: Environment): LoginSettings {
  const website = together(env, ['WECHAT_LOGIN_APP_ID', 'WECHAT_LOGIN_SECRET']);
  const official = together(env, ['WECHAT_OFFICIAL_APP_ID', 'WECHAT_OFFICIAL_SECRET']);
  const qq = together(env, ['QQ_LOGIN_APP_ID', 'QQ_LOGIN_KEY']);
  const alipay = together(env, [
    'ALIPAY_LOGIN_APP_ID',
    'ALIPAY_LOGIN_PRIVATE_KEY_FILE',
    'ALIPAY_LOGIN_PUBLIC_KEY_FILE',
  ]);
  return {
    wechatWebsite: website && { appId: website[0]!, secret: website[1]! },
    wechatOfficial: official && { appId: official[0]!, secret: official[1]! },
    qq: qq && { appId: qq[0]!, key: qq[1]! },
    alipay: alipay && {
      appId: alipay[0]!,
      privateKey: readSettingFile('ALIPAY_LOGIN_PRIVATE_KEY_FILE', alipay[1]!),
      alipayPublicKey: readSettingFile('ALIPAY_LOGIN_PUBLIC_KEY_FILE', alipay[2]!),
    },
  };
}

function together(env: Environment, names: readonly string[]): readonly string[] | undefined {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length === 0) return names.map((name) => env[name]!);
  const [given] = names.filter((name) => env[name]);
  throw new StartRefusal(
    `The setting ${given!} is there, but ${missing.join(' and ')} is not. Set all of ${names.join(', ')}, or none.`,
  );
}
