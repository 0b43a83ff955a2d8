import { createPrivateKey, createPublicKey } from 'node:crypto';
import { field, isAddress, unless } from '../gateway-fields.ts';
import type { GatewayKind } from '../gateway-settings.ts';
import { isApiV3Key } from './open-resource.ts';
import { WECHAT_PAY_STANDBY_URL, WECHAT_PAY_URL } from './settings.ts';
import { makeWechatPay, WECHAT_PAY, WECHAT_PAY_TITLE } from './wechat-pay.ts';

const BOTH_OR_NONE = {
  zh: '微信支付公钥和公钥 ID 要一起填，或都不填。',
  en: "WeChat Pay's public key and its id belong together: set both, or none.",
};

export const wechatPayKind: GatewayKind = {
  name: WECHAT_PAY,
  title: WECHAT_PAY_TITLE,
  isSandbox: false,
  fields: [
    field(
      'mchId',
      'WECHAT_PAY_MCH_ID',
      { zh: '商户号', en: 'Merchant number' },
      {
        zh: '商户平台「账户中心 → 商户信息」里的 10 位数字。',
        en: 'Ten digits, from the merchant platform.',
      },
      {
        fault: unless(
          (value) => /^\d{8,10}$/.test(value),
          '应为 8 到 10 位数字。',
          'eight to ten digits are expected.',
        ),
      },
    ),
    field(
      'appId',
      'WECHAT_PAY_APP_ID',
      { zh: 'AppID', en: 'App id' },
      {
        zh: '与商户号绑定的服务号 AppID，以 wx 开头。',
        en: 'Of the service account that is bound to the merchant; it begins with wx.',
      },
      {
        fault: unless(
          (value) => /^wx[0-9a-z]{16}$/.test(value),
          '应为 wx 加 16 位字符。',
          'wx and 16 characters are expected.',
        ),
      },
    ),
    field(
      'merchantSerial',
      'WECHAT_PAY_CERT_SERIAL',
      { zh: '商户 API 证书序列号', en: "Serial number of the merchant's API certificate" },
      {
        zh: '商户平台「账户中心 → API 安全 → 商户 API 证书」里的 40 位字符。',
        en: '40 characters, from the merchant platform, beside the certificate.',
      },
      {
        fault: unless(
          (value) => /^[0-9A-Fa-f]{32,40}$/.test(value),
          '应为 40 位十六进制字符。',
          '40 hexadecimal digits are expected.',
        ),
      },
    ),
    field(
      'merchantKey',
      'WECHAT_PAY_KEY_FILE',
      { zh: '商户私钥', en: "The merchant's private key" },
      {
        zh: '申请商户 API 证书时生成的 apiclient_key.pem。',
        en: 'apiclient_key.pem, made when the API certificate was asked for.',
      },
      {
        ...{ isFile: true, isSecret: true },
        fault: unless(
          isMerchantKey,
          '这不是 2048 位 RSA 私钥。请贴入 apiclient_key.pem 的全部内容，包括 BEGIN 和 END 两行。',
          'it is no RSA key of 2048 bits. Take all of apiclient_key.pem, with its lines BEGIN and END.',
        ),
      },
    ),
    field(
      'apiV3Key',
      'WECHAT_PAY_API_V3_KEY',
      { zh: 'APIv3 密钥', en: 'APIv3 key' },
      {
        zh: '在商户平台自己设置的 32 位字符；没有它收不到支付通知。',
        en: '32 characters that you set in the merchant platform; without it no notices come.',
      },
      { isSecret: true, fault: unless(isApiV3Key, '应为 32 位字符。', '32 characters are expected.') },
    ),
    field(
      'publicKeyId',
      'WECHAT_PAY_PUBLIC_KEY_ID',
      { zh: '微信支付公钥 ID', en: "Id of WeChat Pay's public key" },
      {
        zh: '以 PUB_KEY_ID_ 开头。2024 年 10 月前开通、仍用平台证书的商户可以不填。',
        en: 'It begins with PUB_KEY_ID_. Left out by merchants from before October 2024 who use platform certificates.',
      },
      {
        fallback: '',
        fault: unless(
          (value) => /^PUB_KEY_ID_[0-9A-Za-z]+$/.test(value),
          '应以 PUB_KEY_ID_ 开头。',
          'it begins with PUB_KEY_ID_.',
        ),
      },
    ),
    field(
      'publicKey',
      'WECHAT_PAY_PUBLIC_KEY_FILE',
      { zh: '微信支付公钥', en: "WeChat Pay's public key" },
      {
        zh: '商户平台下载的 pub_key.pem，与公钥 ID 一起填。',
        en: 'pub_key.pem of the merchant platform, together with its id.',
      },
      {
        ...{ isFile: true, fallback: '' },
        fault: unless(isPublicKey, '这不是 PEM 格式的公钥。', 'it is no public key in PEM form.'),
      },
    ),
    field(
      'address',
      'WECHAT_PAY_ADDRESS',
      { zh: '接口地址', en: 'Address of the service' },
      { zh: '一般不填。', en: 'Usually left out.' },
      {
        fallback: WECHAT_PAY_URL,
        byProgramAlone: true,
        fault: unless(isAddress, '应为 https 地址。', 'an address that begins with https:// is expected.'),
      },
    ),
  ],
  fault: ({ publicKeyId = '', publicKey = '' }) =>
    (publicKeyId === '') === (publicKey === '') ? undefined : BOTH_OR_NONE,
  make(values, { clock, ownUrl, notifyUrl }) {
    const { publicKeyId: id = '', publicKey: pem = '', address = WECHAT_PAY_URL } = values;
    const { mchId = '', appId = '', merchantSerial = '', merchantKey = '', apiV3Key = '' } = values;
    if ((id === '') !== (pem === '')) throw new RangeError(BOTH_OR_NONE.en);
    return makeWechatPay({
      ...{ mchId, appId, merchantSerial, merchantKey, apiV3Key, clock },
      ...(id !== '' && { publicKey: { id, pem } }),
      baseUrl: () => (address.startsWith('/') ? `${ownUrl()}${address}` : address),
      ...(address === WECHAT_PAY_URL && { standbyUrl: () => WECHAT_PAY_STANDBY_URL }),
      refundNotifyUrl: () => notifyUrl(WECHAT_PAY),
    });
  },
};

function isMerchantKey(text: string): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(text);
    return type === 'rsa' && details?.modulusLength === 2048;
  } catch {
    // Whatever the parser dislikes: it is no key.
    return false;
  }
}

function isPublicKey(text: string): boolean {
  try {
    return createPublicKey(text).asymmetricKeyType === 'rsa';
  } catch {
    // Whatever the parser dislikes: it is no key.
    return false;
  }
}
