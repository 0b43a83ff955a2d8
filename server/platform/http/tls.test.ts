import { chmodSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { expect, test } from 'vitest';
import { writeSelfSigned } from '../../../test/support/self-signed.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.ts';
import { openKeyWarning, tlsOptions } from './tls.ts';

/** What a server with our options and a caller agree on; undefined where they do not. */
async function agree(options: ConnectionOptions): Promise<string | undefined> {
  const server = createServer(tlsOptions(writeSelfSigned(makeTemporaryFolder())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise((resolve) => {
      const { port } = server.address() as AddressInfo;
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
      socket.once('error', () => resolve(undefined));
      socket.once('secureConnect', () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
        socket.destroy();
      });
    });
  } finally {
    server.close();
  }
}

test.each([
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES256-SHA384',
  'AES128-SHA',
  'AES256-SHA256',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
])('TLS 1.2 with %s, which is CBC or has no forward secrecy, is refused', async (ciphers) =>
  expect(await agree({ maxVersion: 'TLSv1.2', ciphers })).toBeUndefined(),
);

test.each(['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305'])(
  'TLS 1.2 with %s is spoken',
  async (ciphers) => expect(await agree({ maxVersion: 'TLSv1.2', ciphers })).toBe(`TLSv1.2 ${ciphers}`),
);

test('TLS 1.3 is spoken, 1.1 and 1.0 are not', async () => {
  expect(await agree({})).toMatch(/^TLSv1.3 TLS_/);
  for (const version of ['TLSv1.1', 'TLSv1'] as const)
    expect(
      await agree({ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }),
    ).toBeUndefined();
});

test.runIf(process.platform !== 'win32')(
  'a key that others may read or a group may change is warned about',
  () => {
    const files = writeSelfSigned(makeTemporaryFolder());
    for (const mode of [0o600, 0o400, 0o640]) {
      chmodSync(files.keyFile, mode);
      expect(openKeyWarning(files)).toBeUndefined();
    }
    for (const mode of [0o644, 0o604, 0o660, 0o602]) {
      chmodSync(files.keyFile, mode);
      expect(openKeyWarning(files)).toContain(`chmod 600 ${files.keyFile}`);
    }
  },
);
