import type { Language } from '../../kernel/language.ts';
import type { MessageChannel } from './messaging.ts';

export type { MessageChannel } from './messaging.ts';
export { makeSandboxChannel, type SandboxChannel } from './channels/sandbox.ts';

export type Messaging = {
  /** Sends a six-digit code by SMS, with words that say what it is for. */
  sendCode(
    phone: string,
    code: string,
    language: Language,
    purpose: keyof typeof CODE_MESSAGES,
  ): Promise<void>;
};

/** The messages that carry a code, by what it is for. */
const CODE_MESSAGES = {
  'sign-in': {
    template: 'sign_in_code',
    zh: (code: string) => `【KS 下单】验证码 ${code}，5 分钟内有效，用于登录。请勿告诉他人。`,
    en: (code: string) => `[KS] ${code} is your sign-in code, valid for 5 minutes. Never tell it to anyone.`,
  },
  'step-up': {
    template: 'step_up_code',
    zh: (code: string) =>
      `【KS 下单】验证码 ${code}，5 分钟内有效，用于确认是你本人在更改账号。不是你在操作？请勿告诉任何人。`,
    en: (code: string) =>
      `[KS] ${code} confirms a change to your account, valid for 5 minutes. Not you? Tell it to nobody.`,
  },
} as const;

export function makeMessaging(deps: { sms: MessageChannel }): Messaging {
  return {
    sendCode(phone, code, language, purpose) {
      const { template, zh, en } = CODE_MESSAGES[purpose];
      const text = (language === 'en' ? en : zh)(code);
      return deps.sms.send({ channel: 'sms', to: phone, template, text, params: { code } });
    },
  };
}
