import { inShanghai } from '../../kernel/shop-day.ts';
import type { Language, Words } from '../../kernel/language.ts';
import type { MessageChannel } from './messaging.ts';

export type Messages = {
  /** Sends a six-digit code by SMS, with words that say what it is for. */
  sendCode(
    phone: string,
    code: string,
    language: Language,
    purpose: keyof typeof CODE_MESSAGES,
  ): Promise<void>;
  /** Tells by SMS of a change to the account, so that who did not make it can act. */
  sendNotice(phone: string, notice: SignInNotice, language: Language, params?: Params): Promise<void>;
  /** Tells a customer of something that happened to what is known of them. */
  sendPrivacyNotice(
    phone: string,
    notice: PrivacyNotice,
    language: Language,
    params: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Tells a customer of something that the shop has done to an order of theirs. Of the order it names the number alone. */
  sendOrderNotice(phone: string, notice: OrderNotice, language: Language, orderNo: string): Promise<void>;
  /** Tells by one message what was not told one by one, in the order given. Kinds that have no name here are left out. */
  sendFoldedNotices(phone: string, language: Language, folded: readonly Folded[]): Promise<void>;
};

/** Notices of one kind that were not sent by themselves. */
export type Folded = { readonly notice: string; readonly count: number; readonly lastAt: Date };

export type SignInNotice = keyof typeof NOTICES;
export type PrivacyNotice = keyof typeof PRIVACY_MESSAGES;
export type OrderNotice = keyof typeof ORDER_MESSAGES;

/** None of them holds a link that opens anything by itself: an SMS may be read by others. */
const PRIVACY_MESSAGES = {
  'export-ready': {
    template: 'export_ready',
    zh: ({ url }: Params) => `你的数据已打包好，24 小时内登录 ${url} 下载。`,
    en: ({ url }: Params) => `Your data is ready. Sign in within 24 hours to fetch it: ${url}`,
  },
  'deletion-scheduled': {
    template: 'deletion_scheduled',
    zh: ({ day, url }: Params) =>
      `你的账号将在 ${day} 注销。不是你的操作，或改了主意？请在那之前登录 ${url} 撤销。`,
    en: ({ day, url }: Params) =>
      `Your account will be erased on ${day}. Not you, or changed your mind? Sign in before then to stop it: ${url}`,
  },
} as const;

/** Neither what it comes to nor where it goes: an SMS may be read by others, and whoever signs in sees both. */
const ORDER_MESSAGES = {
  order_price_changed: {
    zh: ({ orderNo }: Params) =>
      `店家修改了订单 ${orderNo} 的应付金额，原因见订单详情。没有跟店家说过？请先联系店家再付款。`,
    en: ({ orderNo }: Params) =>
      `The shop has changed what order ${orderNo} comes to; the order says why. Nothing you agreed on? Contact the shop before you pay.`,
  },
  order_address_changed: {
    zh: ({ orderNo }: Params) =>
      `店家修改了订单 ${orderNo} 的收货信息，原因见订单详情。不是你要求的？请马上联系店家。`,
    en: ({ orderNo }: Params) =>
      `The shop has changed where order ${orderNo} goes to; the order says why. Not at your request? Contact the shop at once.`,
  },
} as const;

type Params = Readonly<Record<string, string>>;

/** The messages that carry a code, by what it is for. */
const CODE_MESSAGES = {
  'sign-in': {
    template: 'sign_in_code',
    zh: (code: string) => `验证码 ${code}，5 分钟内有效，用于登录。请勿告诉他人。`,
    en: (code: string) => `${code} is your sign-in code, valid for 5 minutes. Never tell it to anyone.`,
  },
  'step-up': {
    template: 'step_up_code',
    zh: (code: string) =>
      `验证码 ${code}，5 分钟内有效，用于确认是你本人在更改账号。不是你在操作？请勿告诉任何人。`,
    en: (code: string) =>
      `${code} confirms a change to your account, valid for 5 minutes. Not you? Tell it to nobody.`,
  },
  'change-phone': {
    template: 'change_phone_code',
    zh: (code: string) =>
      `验证码 ${code}，5 分钟内有效，用于把一个账号的手机号换成这个号码。不是你在操作？请勿告诉任何人。`,
    en: (code: string) =>
      `${code} makes this the phone of an account, valid for 5 minutes. Not you? Tell it to nobody.`,
  },
} as const;

/** Short, without a link: a message that asks to follow one is what thieves send. */
const NOTICES = {
  passkey_added: {
    zh: () =>
      '你的账号添加了一个通行密钥（指纹或面容登录）。不是你本人操作？请登录后在「通行密钥」里删除它。',
    en: () => 'A passkey was added to your account. Not you? Sign in and remove it under Passkeys.',
  },
  passkey_removed: {
    zh: () =>
      '你的账号删除了一个通行密钥，它不能再用来登录。不是你本人操作？请登录后查看登录设备，让不认识的下线。',
    en: () =>
      'A passkey was removed from your account and no longer signs in. Not you? Sign in and end devices that you do not know.',
  },
  password_changed: {
    zh: () => '你的账号刚刚设置了新密码，其他设备已退出登录。不是你在操作？请用验证码登录后重新设置密码。',
    en: () =>
      'A new password was set for your account; other devices are signed out. Not you? Sign in by a code and set another.',
  },
  password_removed: {
    zh: () => '你的账号刚刚删除了密码，以后用验证码登录。不是你在操作？请用验证码登录，查看登录设备。',
    en: () =>
      'The password of your account was removed; sign in by a code from now on. Not you? Sign in and look at your devices.',
  },
  new_device: {
    zh: ({ device, place }: Params) =>
      `你的账号刚刚在新设备上登录（${[device || '未知设备', place].filter(Boolean).join('，')}）。不是你本人？请登录后在「登录设备」里让它下线，并设置新密码。`,
    en: ({ device, place }: Params) =>
      `A new device signed in to your account (${[device || 'unknown device', place].filter(Boolean).join(', ')}). Not you? Sign in, end it under Devices and set a new password.`,
  },
  /** Goes to the old phone, which no longer signs in: a passkey still does. */
  phone_changed: {
    zh: ({ phone }: Params) =>
      `你账号的手机号已换成 ${phone}，这个号码不能再登录。不是你本人操作？请马上联系店家，或用通行密钥登录后换回来。`,
    en: ({ phone }: Params) =>
      `Your account now has the phone ${phone}; this one no longer signs in. Not you? Contact the shop at once, or sign in by a passkey and change it back.`,
  },
} as const;

/** What each notice is called where many are told together. */
const NAMES: Readonly<Record<SignInNotice | PrivacyNotice | OrderNotice, Words>> = {
  order_price_changed: { zh: '店家改订单金额', en: 'price of an order changed by the shop' },
  order_address_changed: { zh: '店家改收货信息', en: 'address of an order changed by the shop' },
  passkey_added: { zh: '添加通行密钥', en: 'passkey added' },
  passkey_removed: { zh: '删除通行密钥', en: 'passkey removed' },
  password_changed: { zh: '设置密码', en: 'password set' },
  password_removed: { zh: '删除密码', en: 'password removed' },
  new_device: { zh: '新设备登录', en: 'sign-in by a new device' },
  phone_changed: { zh: '更换手机号', en: 'phone changed' },
  'export-ready': { zh: '导出数据', en: 'data exported' },
  'deletion-scheduled': { zh: '申请注销账号', en: 'erasure asked for' },
};

const FOLDED = {
  template: 'more_changes',
  zh: (changes: string) =>
    `你的账号还有这些操作没有逐条通知：${changes}。不是你本人操作？请用验证码登录，查看登录设备、密码和通行密钥。`,
  en: (changes: string) =>
    `More was done to your account than we told one by one: ${changes}. Not you? Sign in by a code and look at your devices, password and passkeys.`,
} as const;

function describeFolded({ notice, count, lastAt }: Folded, language: Language): string[] {
  const name = NAMES[notice as keyof typeof NAMES] as Words | undefined;
  if (name === undefined) return [];
  const last = shanghaiMinute(lastAt);
  return [
    language === 'en' ? `${name.en} ×${count}, last ${last}` : `${name.zh} ${count} 次（最后一次 ${last}）`,
  ];
}

/** As `11-26 22:03`. */
function shanghaiMinute(at: Date): string {
  return inShanghai(at).slice(5, 16).replace('T', ' ');
}

export type MessagesDeps = {
  readonly sms: MessageChannel;
  /** What the shop is called: who a message is from stands at its head. */
  shopName(language: Language): string;
};

export function makeMessages({ sms, shopName }: MessagesDeps): Messages {
  /** As networks want it: the sender in brackets, before all else. */
  const signed = (text: string, language: Language): string =>
    language === 'en' ? `[${shopName(language)}] ${text}` : `【${shopName(language)}】${text}`;
  return {
    sendCode(phone, code, language, purpose) {
      const { template, zh, en } = CODE_MESSAGES[purpose];
      const text = signed((language === 'en' ? en : zh)(code), language);
      return sms.send({ channel: 'sms', to: phone, template, text, params: { code } });
    },
    sendNotice(phone, notice, language, params = {}) {
      const text = signed(NOTICES[notice][language === 'en' ? 'en' : 'zh'](params), language);
      return sms.send({ channel: 'sms', to: phone, template: notice, text, params });
    },
    sendPrivacyNotice(phone, notice, language, params) {
      const { template, zh, en } = PRIVACY_MESSAGES[notice];
      const text = signed((language === 'en' ? en : zh)(params), language);
      return sms.send({ channel: 'sms', to: phone, template, text, params });
    },
    sendOrderNotice(phone, notice, language, orderNo) {
      const text = signed(ORDER_MESSAGES[notice][language === 'en' ? 'en' : 'zh']({ orderNo }), language);
      return sms.send({ channel: 'sms', to: phone, template: notice, text, params: { orderNo } });
    },
    async sendFoldedNotices(phone, language, folded) {
      const described = folded.flatMap((one) => describeFolded(one, language));
      if (described.length === 0) return;
      const changes = described.join(language === 'en' ? '; ' : '，');
      const { template } = FOLDED;
      const text = signed(FOLDED[language === 'en' ? 'en' : 'zh'](changes), language);
      await sms.send({ channel: 'sms', to: phone, template, text, params: { changes } });
    },
  };
}
