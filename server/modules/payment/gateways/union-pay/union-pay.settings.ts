import type { Words } from '../../../../kernel/language.ts';
import type { GatewayField, GatewayKind } from '../gateway-settings.ts';
import { readAuthorities, readMerchant } from './certificates.ts';
import { UNION_PAY_FILE_URL, UNION_PAY_URL } from './settings.ts';
import { makeUnionPay, UNION_PAY, UNION_PAY_TITLE } from './union-pay.ts';

const line = (
  name: string,
  env: string,
  label: Words,
  hint: Words,
  more: Partial<GatewayField> & Required<Pick<GatewayField, 'fault'>>,
): GatewayField => ({ name, env, isFile: false, isSecret: false, label, hint, ...more });

/** Undefined where the value is right, else what is expected. */
const unless =
  (isRight: (value: string) => boolean, zh: string, en: string): NonNullable<GatewayField['fault']> =>
  (value) =>
    isRight(value) ? undefined : { zh, en };

const address = (name: string, env: string, label: Words, fallback: string): GatewayField =>
  line(
    name,
    env,
    label,
    { zh: '一般不填；只有接测试环境时才指向别处。', en: 'Usually left out, but for the test environment.' },
    {
      fallback,
      byProgramAlone: true,
      fault: unless(isAddress, '应为 https 地址。', 'an address that begins with https:// is expected.'),
    },
  );

export const unionPayKind: GatewayKind = {
  name: UNION_PAY,
  title: UNION_PAY_TITLE,
  isSandbox: false,
  fields: [
    line(
      'merId',
      'UNION_PAY_MER_ID',
      { zh: '商户号', en: 'Merchant number' },
      { zh: '银联或收单机构分配的 15 位号码。', en: '15 characters, given by UnionPay or the acquirer.' },
      {
        fault: unless(
          (value) => /^[0-9A-Za-z]{15}$/.test(value),
          '应为 15 位数字或字母。',
          '15 digits or letters are expected.',
        ),
      },
    ),
    line(
      'merchant',
      'UNION_PAY_MERCHANT_FILE',
      { zh: '商户证书和私钥', en: "The merchant's certificate and private key" },
      {
        zh: '由 CFCA 发的 .pfx 转成的 PEM，两段都要：openssl pkcs12 -legacy -in 商户.pfx -nodes -out union-pay.pem',
        en: 'The .pfx of CFCA as PEM, with both in it: openssl pkcs12 -legacy -in merchant.pfx -nodes -out union-pay.pem',
      },
      {
        ...{ isFile: true, isSecret: true },
        fault: unless(
          (value) => canBeRead(() => readMerchant(value)),
          '应为 PEM，同时含商户证书（CERTIFICATE）和它的私钥（PRIVATE KEY）。',
          'PEM is expected, with the certificate (CERTIFICATE) and its own private key (PRIVATE KEY).',
        ),
      },
    ),
    line(
      'authorities',
      'UNION_PAY_CA_FILE',
      { zh: '银联根证书和中级证书', en: "UnionPay's root and middle certificate" },
      {
        zh: '商户服务平台下载的 acp_prod_root.cer 和 acp_prod_middle.cer，合成一个文件。',
        en: 'acp_prod_root.cer and acp_prod_middle.cer of the merchant platform, put together into one file.',
      },
      {
        isFile: true,
        fault: unless(
          (value) => canBeRead(() => readAuthorities(value)),
          '应为 PEM，含根证书和由它签发的中级证书。',
          'PEM is expected, with the root certificate and the middle one that it has issued.',
        ),
      },
    ),
    address('address', 'UNION_PAY_ADDRESS', { zh: '网关地址', en: 'Address of the gateway' }, UNION_PAY_URL),
    address(
      'fileAddress',
      'UNION_PAY_FILE_ADDRESS',
      { zh: '对账文件地址', en: 'Address of the clearing files' },
      UNION_PAY_FILE_URL,
    ),
  ],
  make(values, { clock, ownUrl, publicUrl, notifyUrl }) {
    const { merId = '', merchant = '', authorities = '' } = values;
    const { address: gateway = UNION_PAY_URL, fileAddress = UNION_PAY_FILE_URL } = values;
    const from = (base: string, given: string): string => (given.startsWith('/') ? `${base}${given}` : given);
    return makeUnionPay({
      ...{ merId, merchant, authorities, clock },
      baseUrl: () => from(ownUrl(), gateway),
      fileUrl: () => from(ownUrl(), fileAddress),
      payUrl: () => from(publicUrl, gateway),
      notifyUrl: () => notifyUrl(UNION_PAY),
    });
  },
};

function canBeRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    // Whatever the parser dislikes: it is not what was asked for, and what it is may be a secret.
    return false;
  }
}

/** A path is one of this shop's own: where a demo shop has the emulator. */
function isAddress(text: string): boolean {
  return /^\/[a-z/-]+$/.test(text) || (/^https?:\/\/[^?#]+[^/?#]$/.test(text) && URL.canParse(text));
}
