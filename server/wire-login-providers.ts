import type { LoginProviders as LoginEmulators } from '../emulators/login-providers/open-login-providers.ts';
import {
  makeAlipay,
  makeQq,
  makeWechat,
  readPrivateKey,
  readPublicKey,
  type LoginProvider,
} from './modules/sign-in/index.ts';
import type { LoginSettings } from './platform/login-settings.ts';
import { StartRefusal } from './platform/start-refusal.ts';

/** Each provider by its settings; else, in a demo shop, by its emulator; else not at all. */
export function wireLoginProviders(
  settings: LoginSettings,
  emulators: LoginEmulators | undefined,
): LoginProvider[] {
  return [
    wireWechat(settings, emulators),
    wireQq(settings, emulators),
    wireAlipay(settings, emulators),
  ].filter((provider) => provider !== undefined);
}

function wireWechat(
  { wechatWebsite: website, wechatOfficial: official }: LoginSettings,
  emulators: LoginEmulators | undefined,
): LoginProvider | undefined {
  if (website !== undefined || official !== undefined) return makeWechat({ website, official });
  return emulators && makeWechat({ ...emulators.wechat, authorizeUrl: emulators.url, apiUrl: emulators.url });
}

function wireQq({ qq }: LoginSettings, emulators: LoginEmulators | undefined): LoginProvider | undefined {
  if (qq !== undefined) return makeQq(qq);
  return emulators && makeQq({ ...emulators.qq, baseUrl: emulators.url });
}

function wireAlipay(
  { alipay }: LoginSettings,
  emulators: LoginEmulators | undefined,
): LoginProvider | undefined {
  if (alipay !== undefined) {
    refuseNoKey('ALIPAY_LOGIN_PRIVATE_KEY_FILE', () => readPrivateKey(alipay.privateKey));
    refuseNoKey('ALIPAY_LOGIN_PUBLIC_KEY_FILE', () => readPublicKey(alipay.alipayPublicKey));
    return makeAlipay(alipay);
  }
  return (
    emulators &&
    makeAlipay({
      ...emulators.alipay,
      authorizeUrl: emulators.url,
      gatewayUrl: `${emulators.url}/gateway.do`,
    })
  );
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
