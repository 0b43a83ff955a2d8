import { readFileSync, statSync } from 'node:fs';
import type { ServerOptions } from 'node:https';

export type TlsFiles = { readonly certFile: string; readonly keyFile: string };

/**
 * TLS 1.2 with forward secrecy and authenticated encryption alone, 1.3 as it is: Mozilla's "intermediate" less DHE, which
 * Node has no parameters for. What cannot do this is older than Android 4.4, Safari 9 and Java 8.
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** What the https server is made with. */
export function tlsOptions({ certFile, keyFile }: TlsFiles): ServerOptions {
  return {
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    // Phones without AES in hardware choose ChaCha20 themselves.
    honorCipherOrder: false,
  };
}

/**
 * Who else than the owner (and a group that may read it, as Debian's `ssl-cert`) can get at the key of the certificate, in
 * one sentence; undefined where nobody can. A warning and no refusal: who renews certificates sets the mode, not the shop.
 */
export function openKeyWarning({ keyFile }: TlsFiles): string | undefined {
  if (process.platform === 'win32' || (statSync(keyFile).mode & 0o027) === 0) return undefined;
  return `The key ${keyFile} (TLS_KEY) is open to other users of this machine, who could pass themselves off as the shop. Run: chmod 600 ${keyFile}`;
}
