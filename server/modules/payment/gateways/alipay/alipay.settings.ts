import { X509Certificate } from 'node:crypto';
import { readPublicKey } from '../../../../platform/read-keys.ts';
import { field, isAddress, unless } from '../gateway-fields.ts';
import type { GatewayKind } from '../gateway-settings.ts';
import { ALIPAY, ALIPAY_TITLE, makeAlipay } from './alipay.ts';
import { ALIPAY_URL, type AlipayTrust } from './settings.ts';
import { isAppKey } from './sign-request.ts';

const QR_PRODUCT = 'FACE_TO_FACE_PAYMENT';
const CERTIFICATE = {
  isFile: true,
  fallback: '',
  fault: unless(isCertificate, '这不是 PEM 格式的证书。', 'it is no certificate in PEM form.'),
} as const;

export const alipayKind: GatewayKind = {
  name: ALIPAY,
  title: ALIPAY_TITLE,
  isSandbox: false,
  fields: [
    field(
      'appId',
      'ALIPAY_APP_ID',
      { zh: 'AppID', en: 'App id' },
      { zh: '开放平台里应用的 16 位数字。', en: 'Sixteen digits, from the open platform.' },
      {
        fault: unless((value) => /^\d{16}$/.test(value), '应为 16 位数字。', 'sixteen digits are expected.'),
      },
    ),
    field(
      'sellerId',
      'ALIPAY_SELLER_ID',
      { zh: '商家 PID', en: 'Seller id (PID)' },
      {
        zh: '收款账号的 16 位数字，以 2088 开头；每条通知都与它核对。',
        en: 'Sixteen digits from 2088, of the account that gets the money; each notice is compared with it.',
      },
      {
        fault: unless(
          (value) => /^2088\d{12}$/.test(value),
          '应为以 2088 开头的 16 位数字。',
          'sixteen digits that begin with 2088 are expected.',
        ),
      },
    ),
    field(
      'appKey',
      'ALIPAY_APP_KEY_FILE',
      { zh: '应用私钥', en: "The app's private key" },
      {
        zh: '支付宝密钥工具生成的应用私钥，PKCS8 或 PKCS1 都可以。',
        en: "Made by Alipay's key tool, as PKCS #8 or PKCS #1.",
      },
      {
        ...{ isFile: true, isSecret: true },
        fault: unless(
          isAppKey,
          '这不是 2048 位 RSA 私钥。请贴入密钥工具保存的应用私钥文件的全部内容。',
          "it is no RSA key of 2048 bits. Take the whole file of the app's private key.",
        ),
      },
    ),
    field(
      'alipayPublicKey',
      'ALIPAY_PUBLIC_KEY_FILE',
      { zh: '支付宝公钥', en: "Alipay's public key" },
      {
        zh: '开放平台「接口加签方式」里查看的支付宝公钥，不是应用公钥。用公钥证书的不填。',
        en: "From the open platform: 支付宝公钥, not the app's. Left out by those who use certificates.",
      },
      {
        ...{ isFile: true, fallback: '' },
        fault: unless(isPublicKey, '这不是 RSA 公钥。', 'it is no RSA public key.'),
      },
    ),
    field(
      'appCertificate',
      'ALIPAY_APP_CERT_FILE',
      { zh: '应用公钥证书', en: "The app's certificate" },
      { zh: 'appCertPublicKey_….crt，与下面两个一起填。', en: 'appCertPublicKey_….crt, with the next two.' },
      CERTIFICATE,
    ),
    field(
      'alipayCertificate',
      'ALIPAY_CERT_FILE',
      { zh: '支付宝公钥证书', en: "Alipay's certificate" },
      { zh: 'alipayCertPublicKey_RSA2.crt。', en: 'alipayCertPublicKey_RSA2.crt.' },
      CERTIFICATE,
    ),
    field(
      'rootCertificates',
      'ALIPAY_ROOT_CERT_FILE',
      { zh: '支付宝根证书', en: "Alipay's root certificates" },
      { zh: 'alipayRootCert.crt。', en: 'alipayRootCert.crt.' },
      CERTIFICATE,
    ),
    field(
      'qrProduct',
      'ALIPAY_QR_PRODUCT',
      { zh: '二维码产品', en: 'Product of codes' },
      {
        zh: '签约的是当面付不填；签约的是订单码支付填 QR_CODE_OFFLINE。',
        en: 'Left out with the contract 当面付; QR_CODE_OFFLINE with 订单码支付.',
      },
      {
        fallback: QR_PRODUCT,
        fault: unless(
          (value) => [QR_PRODUCT, 'QR_CODE_OFFLINE'].includes(value),
          `应为 ${QR_PRODUCT} 或 QR_CODE_OFFLINE。`,
          `${QR_PRODUCT} or QR_CODE_OFFLINE is expected.`,
        ),
      },
    ),
    field(
      'address',
      'ALIPAY_ADDRESS',
      { zh: '接口地址', en: 'Address of the service' },
      {
        zh: '一般不填；用支付宝沙箱时填 https://openapi-sandbox.dl.alipaydev.com。',
        en: "Usually left out; with Alipay's sandbox, https://openapi-sandbox.dl.alipaydev.com.",
      },
      {
        fallback: ALIPAY_URL,
        byProgramAlone: true,
        fault: unless(isAddress, '应为 https 地址。', 'an address that begins with https:// is expected.'),
      },
    ),
  ],
  fault: (values) => (trustOf(values) === undefined ? ONE_OF_BOTH : undefined),
  make(values, { clock, ownUrl, publicUrl }) {
    const { appId = '', sellerId = '', appKey = '', qrProduct = QR_PRODUCT, address = ALIPAY_URL } = values;
    const trust = trustOf(values);
    if (trust === undefined) throw new RangeError(ONE_OF_BOTH.en);
    const isOwn = address.startsWith('/');
    return makeAlipay({
      ...{ appId, sellerId, appKey, qrProduct, clock },
      trust,
      baseUrl: () => (isOwn ? `${ownUrl()}${address}` : address),
      pageUrl: () => (isOwn ? `${publicUrl}${address}` : address),
    });
  },
};

const ONE_OF_BOTH = {
  zh: '支付宝公钥和三个证书二选一：只填支付宝公钥，或三个证书都填。',
  en: 'Alipay is known by its public key, or by three certificates: set that one, or those three.',
};

/** Undefined where it is neither of both ways, or some of each. */
function trustOf(values: Readonly<Record<string, string>>): AlipayTrust | undefined {
  const {
    alipayPublicKey: publicKey = '',
    appCertificate = '',
    alipayCertificate = '',
    rootCertificates = '',
  } = values;
  const certificates = [appCertificate, alipayCertificate, rootCertificates];
  const given = certificates.filter((certificate) => certificate !== '').length;
  if (publicKey !== '' && given === 0) return { mode: 'key', publicKey };
  return publicKey === '' && given === certificates.length
    ? { mode: 'certificates', appCertificate, alipayCertificate, rootCertificates }
    : undefined;
}

function isPublicKey(text: string): boolean {
  // Node would take the public half of either: the one is a secret, the other may be the app's.
  if (/BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)/.test(text)) return false;
  try {
    return readPublicKey(text).asymmetricKeyType === 'rsa';
  } catch {
    // Whatever the parser dislikes: it is no key.
    return false;
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).validTo !== '';
  } catch {
    // Whatever the parser dislikes: it is no certificate.
    return false;
  }
}
