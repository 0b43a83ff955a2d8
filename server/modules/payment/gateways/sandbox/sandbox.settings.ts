import { createPublicKey } from 'node:crypto';
import type { GatewayKind } from '../gateway-settings.ts';
import { makeSandboxGateway, SANDBOX_TITLE } from './sandbox.ts';

/** A demo shop hands both values over from its sandbox bank. */
export const sandboxKind: GatewayKind = {
  name: 'sandbox',
  title: SANDBOX_TITLE,
  isSandbox: true,
  fields: [
    {
      name: 'bankPublicKey',
      env: null,
      isFile: true,
      isSecret: false,
      label: { zh: '银行公钥', en: 'Public key of the bank' },
      hint: {
        zh: '沙盒银行的 Ed25519 公钥（PEM），用来核对它的通知。',
        en: "The sandbox bank's Ed25519 key (PEM), by which its notifications are checked.",
      },
      fault: (value) => (isPublicKey(value) ? undefined : NO_KEY),
    },
    {
      name: 'apiKey',
      env: null,
      isFile: false,
      isSecret: true,
      label: { zh: '接口密钥', en: 'API key' },
      hint: { zh: '每次请求沙盒银行时用它证明身份。', en: 'Proves to the sandbox bank who is asking.' },
    },
  ],
  make: ({ bankPublicKey = '', apiKey = '' }, { clock, ownUrl }) =>
    makeSandboxGateway({ baseUrl: () => `${ownUrl()}/sandbox-bank`, apiKey, bankPublicKey, clock }),
};

const NO_KEY = {
  zh: '这不是 PEM 格式的公钥。请把整个文件贴进来，包括 BEGIN 和 END 两行。',
  en: 'This is no public key in PEM form. Paste the whole file, with its lines BEGIN and END.',
};

function isPublicKey(text: string): boolean {
  try {
    return createPublicKey(text).asymmetricKeyType === 'ed25519';
  } catch {
    // Whatever the parser dislikes: it is no key.
    return false;
  }
}
