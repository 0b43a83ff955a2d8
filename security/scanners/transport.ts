import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { collect, type Scanner } from '../scan.ts';

const SOON_DAYS = 21;
const A_DAY_MS = 86_400_000;
/** Asked for alone, each of them must be refused. */
const WEAK: readonly { readonly name: string; readonly options: ConnectionOptions }[] = [
  { name: 'TLS 1.0', options: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } },
  {
    name: 'TLS 1.1',
    options: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
  },
  {
    name: 'TLS 1.2 with AES-CBC',
    options: {
      maxVersion: 'TLSv1.2',
      ciphers:
        'ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES256-SHA',
    },
  },
  {
    name: 'TLS 1.2 with static RSA',
    options: { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256:AES256-GCM-SHA384' },
  },
];

/** How the shop is reached: protocols, ciphers, certificate. */
export const transport: Scanner = {
  name: 'TLS',
  needs: 'shop',
  withinMs: 30_000,
  async scan({ url }) {
    const { tried, found, notTried, outcome } = collect();
    const { protocol, hostname, port } = new URL(url);
    if (protocol !== 'https:') {
      notTried('the shop is asked by http: scan the address that shoppers use as well');
      return outcome();
    }
    const to = { host: hostname, port: Number(port || 443), servername: hostname };
    for (const { name, options } of WEAK) {
      if ((await shakeHands({ ...to, ...options, rejectUnauthorized: false })) !== undefined)
        found('high', `${name} is accepted`);
      tried(`no ${name}`);
    }
    const good = await shakeHands({ ...to, rejectUnauthorized: false });
    if (good === undefined) found('high', 'no handshake succeeds');
    else judgeCertificate(good, found);
    tried('certificate');
    return outcome();
  },
};

type Shaken = { readonly error: string | undefined; readonly validTo: string };

/** Undefined: the other side refused. */
function shakeHands(options: ConnectionOptions): Promise<Shaken | undefined> {
  return new Promise((resolve) => {
    let socket: TLSSocket | undefined;
    const end = (answer: Shaken | undefined): void => {
      socket?.destroy();
      resolve(answer);
    };
    try {
      socket = connect({ ...options, timeout: 5_000 }, () =>
        end({
          error: socket!.authorized ? undefined : String(socket!.authorizationError),
          validTo: socket!.getPeerCertificate().valid_to,
        }),
      );
      socket.once('error', () => end(undefined));
      socket.once('timeout', () => end(undefined));
    } catch {
      // This machine's own OpenSSL does not speak what was asked for: nobody can be tricked into it from here.
      resolve(undefined);
    }
  });
}

function judgeCertificate(
  { error, validTo }: Shaken,
  found: (severity: 'high' | 'medium', what: string) => void,
): void {
  if (error !== undefined) found('high', `browsers refuse the certificate: ${error}`);
  const days = (Date.parse(validTo) - Date.now()) / A_DAY_MS;
  if (days < SOON_DAYS) found('medium', `the certificate ends in ${Math.floor(days)} days`);
}
