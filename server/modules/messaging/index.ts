import type { Language } from '../../kernel/language.ts';
import type { MessageChannel } from './messaging.ts';

export type { MessageChannel } from './messaging.ts';
export { makeSandboxChannel, type SandboxChannel } from './channels/sandbox.ts';

export type Messaging = { sendSignInCode(phone: string, code: string, language: Language): Promise<void> };

export function makeMessaging(deps: { sms: MessageChannel }): Messaging {
  return {
    sendSignInCode: (phone, code, language) =>
      deps.sms.send({
        channel: 'sms',
        to: phone,
        template: 'sign_in_code',
        text:
          language === 'en'
            ? `[KS] ${code} is your sign-in code, valid for 5 minutes. Never tell it to anyone.`
            : `【KS 下单】验证码 ${code}，5 分钟内有效，用于登录。请勿告诉他人。`,
        params: { code },
      }),
  };
}
