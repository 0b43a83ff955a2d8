import type { AlipaySdk } from 'alipay-sdk';
import { readPrivateKey } from '../../../../platform/read-keys.ts';
import { writeTime } from './alipay-text.ts';
import type { AlipaySettings } from './settings.ts';

export type Asking = {
  /** `alipay.trade.query` */
  readonly method: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
};

export type Signer = {
  /** All parameters with their signature, as a query. */
  sign(asking: Asking): Promise<string>;
  /** By which certificate of Alipay's its answers are signed; undefined in key mode. */
  alipayCertSn(): Promise<string | undefined>;
};

/**
 * Requests are signed by Alipay's own package, which is loaded with the first of them: it takes 100 ms and 40 MB. What it would do by
 * itself is said here: the time (it takes that of the machine's zone) and the names in the content (it writes them anew).
 */
export function makeSigner(settings: AlipaySettings): Signer {
  // Read now, so that a key that is none is told at start.
  const privateKey = readPrivateKey(settings.appKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  let opened: Promise<AlipaySdk> | undefined;
  const open = (): Promise<AlipaySdk> => (opened ??= openSdk(settings, privateKey));
  return {
    async sign({ method, content, notifyUrl, returnUrl }) {
      const sdk = await open();
      return sdk.sdkExecute(
        method,
        {
          format: 'JSON',
          timestamp: writeTime(settings.clock.now()),
          ...(notifyUrl !== undefined && { notifyUrl }),
          ...(returnUrl !== undefined && { returnUrl }),
          bizContent: content,
        },
        { bizContentAutoSnakeCase: false },
      );
    },
    alipayCertSn: async () => (await open()).config.alipayCertSn,
  };
}

async function openSdk({ appId, trust, baseUrl }: AlipaySettings, privateKey: string): Promise<AlipaySdk> {
  const { AlipaySdk } = await import('alipay-sdk');
  return new AlipaySdk({
    appId,
    privateKey: privateKey.trim(),
    keyType: 'PKCS8',
    gateway: `${baseUrl()}/gateway.do`,
    ...(trust.mode === 'certificates' && {
      appCertContent: trust.appCertificate,
      alipayPublicCertContent: trust.alipayCertificate,
      alipayRootCertContent: trust.rootCertificates,
    }),
  });
}

/** Whether the app's key is what Alipay takes: RSA of 2048 bits. */
export function isAppKey(text: string): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = readPrivateKey(text);
    return type === 'rsa' && details?.modulusLength === 2048;
  } catch {
    // Whatever the parser dislikes: it is no key.
    return false;
  }
}
