import { readPrivateKey, readPublicKey } from '../../../platform/read-keys.ts';
import { StartRefusal } from '../../../platform/start-refusal.ts';
import type { LoginSettings } from '../login-settings.ts';
import { makeAlipay } from './alipay.ts';
import type { LoginProvider } from './login-provider.ts';
import { makeQq } from './qq.ts';
import { makeWechat } from './wechat.ts';

/** Each provider by its settings; else, in a demo shop, its stand-in; else not at all. */
export function chooseProviders(
  settings: LoginSettings,
  standIns: readonly LoginProvider[],
): readonly LoginProvider[] {
  const standIn = (name: LoginProvider['name']) => standIns.find((provider) => provider.name === name);
  return [
    ownWechat(settings) ?? standIn('wechat'),
    (settings.qq && makeQq(settings.qq)) ?? standIn('qq'),
    ownAlipay(settings) ?? standIn('alipay'),
  ].filter((provider) => provider !== undefined);
}

function ownWechat({
  wechatWebsite: website,
  wechatOfficial: official,
}: LoginSettings): LoginProvider | undefined {
  return website === undefined && official === undefined ? undefined : makeWechat({ website, official });
}

function ownAlipay({ alipay }: LoginSettings): LoginProvider | undefined {
  if (alipay === undefined) return undefined;
  refuseNoKey('ALIPAY_LOGIN_PRIVATE_KEY_FILE', () => readPrivateKey(alipay.privateKey));
  refuseNoKey('ALIPAY_LOGIN_PUBLIC_KEY_FILE', () => readPublicKey(alipay.alipayPublicKey));
  return makeAlipay(alipay);
}

function refuseNoKey(name: string, read: () => unknown): void {
  try {
    read();
  } catch {
    // What stands in the file is not shown: it may be a private key with a slip in it.
    throw new StartRefusal(
      `The file of ${name} holds no RSA key. Give the key as PEM, or as the Base64 text that Alipay's key tool writes.`,
    );
  }
}
