import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '../../emulators/make-certificate.ts';

/** Writes a certificate for `localhost` with its key, good for a day, into a folder. */
export function writeSelfSigned(folder: string): { certFile: string; keyFile: string } {
  const now = Date.now();
  const { pem, privateKey } = makeCertificate({
    commonName: 'localhost',
    serial: '01',
    from: new Date(now - 60_000),
    until: new Date(now + 86_400_000),
  });
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  writeFileSync(files.certFile, pem);
  writeFileSync(files.keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return files;
}
