import { request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { connect } from 'node:net';
import { findSku, signUp, type Person } from '../people.ts';
import { collect, type Scanner, type Severity, type Target } from '../scan.ts';

type Asked = { readonly status: number; readonly location: string; readonly text: string };
type Attack = {
  readonly name: string;
  readonly severity: Severity;
  /** Undefined where the shop holds; else what went wrong. */
  attack(url: string): Promise<string | undefined>;
};

/** Asks for exactly this path, which `fetch` would tidy up first. */
function askRaw(
  url: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Asked> {
  const ask = url.startsWith('https:') ? requestByTls : request;
  return new Promise((resolve, reject) => {
    const sent = ask(
      new URL(url),
      { path, method: options.method ?? 'GET', headers: options.headers ?? {}, timeout: 10_000 },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text }),
        );
        answer.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s')));
    sent.on('error', reject);
    sent.end(options.body);
  });
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const SCRIPT = '<script>alert(31)</script>';
const fault = ({ status }: Asked): string | undefined =>
  status >= 500 ? `a fault of the shop (${status})` : undefined;

const ATTACKS: readonly Attack[] = [
  {
    name: 'files outside of a folder',
    severity: 'critical',
    async attack(url) {
      const ways = [
        '/media/../package.json',
        '/media/..%2f..%2fpackage.json',
        '/media/..%5c..%5cpackage.json',
        '/media/%00',
        '/_app/..%2f..%2fpackage.json',
        '/api/docs/static/..%2f..%2fpackage.json',
      ];
      for (const way of ways) {
        const answer = await askRaw(url, way);
        if (answer.text.includes('"dependencies"')) return `${way} answers a file of the program`;
        if (answer.status >= 500) return `${way}: a fault of the shop (${answer.status})`;
      }
      return undefined;
    },
  },
  {
    name: 'another site’s name (DNS rebinding)',
    severity: 'high',
    async attack(url) {
      const { status } = await askRaw(url, '/api/v1/categories', { headers: { host: 'evil.example' } });
      return status === 421 ? undefined : `the host evil.example is answered ${status}`;
    },
  },
  {
    name: 'forms of another site',
    severity: 'high',
    async attack(url) {
      const { status } = await askRaw(url, '/preferences', {
        method: 'POST',
        headers: { ...FORM, origin: 'https://evil.example' },
        body: 'language=en',
      });
      return status === 403 ? undefined : `a form of evil.example is answered ${status}`;
    },
  },
  {
    name: 'leading away',
    severity: 'medium',
    async attack(url) {
      for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%09/evil.example']) {
        const body = `language=en&next=${encodeURIComponent(next)}`;
        const { location } = await askRaw(url, '/preferences', {
          method: 'POST',
          headers: { ...FORM, origin: url },
          body,
        });
        if (new URL(location || '/', url).origin !== url) return `next=${next} leads to ${location}`;
      }
      return undefined;
    },
  },
  {
    name: 'script in what is searched for',
    severity: 'high',
    async attack(url) {
      const answer = await askRaw(url, `/search?q=${encodeURIComponent(SCRIPT)}`);
      return answer.text.includes(SCRIPT) ? 'the page repeats it as it came' : fault(answer);
    },
  },
  {
    name: 'SQL in what is asked for',
    severity: 'critical',
    async attack(url) {
      for (const text of [
        "' or 1=1 --",
        '"; drop table orders; --',
        "\\'; select pg_sleep(9)",
        '%00',
        '\ud800'.toWellFormed(),
      ]) {
        for (const name of ['q', 'category', 'cursor', 'sort']) {
          const answer = await askRaw(url, `/api/v1/products?${name}=${encodeURIComponent(text)}`);
          if (answer.status >= 500) return `${name}=${text}: a fault of the shop (${answer.status})`;
        }
      }
      return undefined;
    },
  },
  {
    name: 'a forged notification of a payment',
    severity: 'critical',
    async attack(url) {
      const { status } = await askRaw(url, '/api/v1/webhooks/payments/sandbox', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"state":"paid"}',
      });
      return status >= 400 && status < 500 ? undefined : `is answered ${status}`;
    },
  },
  {
    name: 'too much in one request',
    severity: 'medium',
    async attack(url) {
      const long = await askRaw(url, '/api/v1/categories', { headers: { 'x-long': 'x'.repeat(32 * 1024) } });
      if (long.status !== 431) return `a header of 32 kB is answered ${long.status}`;
      const body = JSON.stringify({ lines: 'x'.repeat(2 * 1024 ** 2) });
      const large = await askRaw(url, '/api/v1/quotes', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }).catch(() => undefined);
      return large === undefined || large.status === 413
        ? undefined
        : `a body of 2 MB is answered ${large.status}`;
    },
  },
  {
    name: 'requests that are never read',
    severity: 'high',
    async attack(url) {
      const heard = await pipeline(url, 2_000);
      const answered = heard.split('HTTP/1.1 200').length - 1;
      if (answered > 100) return `${answered} of 2,000 requests sent at once on one connection were answered`;
      return fault(await askRaw(url, '/healthz'));
    },
  },
];

/** Sends many requests on one connection at once, and answers what came back until it was closed. */
function pipeline(url: string, count: number): Promise<string> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect({ host: hostname, port: Number(port || 80), timeout: 10_000 }, () =>
      socket.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(count)),
    );
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => resolve(heard));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(heard) : reject(error),
    );
  });
}

/** Short forms of attacks that were seen, or that everybody tries; each bounded, none of them destroys anything. */
export const attacks: Scanner = {
  name: 'attacks',
  needs: 'shop',
  withinMs: 180_000,
  async scan(target, signal) {
    const { tried, found, notTried, outcome } = collect();
    for (const { name, severity, attack } of ATTACKS) {
      signal.throwIfAborted();
      if (name === 'requests that are never read' && target.url.startsWith('https:')) {
        notTried(`${name}: only by http`);
        continue;
      }
      const what = await attack(target.url);
      if (what !== undefined) found(severity, `${name}: ${what}`);
      tried(name);
    }
    if (target.isDemo) await attackAsCustomer(target, { tried, found });
    else
      notTried('codes for a stranger’s phone, reserving the shop, payments without end: only in a demo shop');
    return outcome();
  },
};

type Told = Pick<ReturnType<typeof collect>, 'tried' | 'found'>;

async function attackAsCustomer({ url }: Target, { tried, found }: Told): Promise<void> {
  const person = await signUp(url);
  const skuId = await findSku(person);
  if (!(await isBounded(30, () => askForCode(url)))) found('high', 'thirty codes were sent to one phone');
  tried('codes for a stranger’s phone');
  const address = await person.call('POST', '/api/v1/addresses', {
    recipient: '扫描',
    phone: person.phone,
    regionCode: '310115',
    street: '扫描路 1 号',
  });
  const addressId = address.json.id as string;
  const orders: string[] = [];
  const place = async (): Promise<number> => {
    const { status, json } = await placeOrder(person, skuId, addressId);
    if (status === 201) orders.push(json.orderNo as string);
    return status;
  };
  if (!(await isBounded(30, place))) found('high', 'thirty unpaid orders of one customer hold goods');
  tried('reserving the shop');
  const pay = async (): Promise<number> =>
    (await person.call('POST', `/api/v1/orders/${orders[0]}/payments`, { gateway: 'sandbox', channel: 'qr' }))
      .status;
  if (!(await isBounded(60, pay))) found('medium', 'sixty payments were opened for one order');
  tried('payments without end');
  for (const orderNo of orders) await person.call('POST', `/api/v1/orders/${orderNo}/cancellation`, {});
}

async function askForCode(url: string): Promise<number> {
  const body = JSON.stringify({ phone: '13700000031', purpose: 'sign-in' });
  const answer = await askRaw(url, '/api/v1/auth/codes', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return answer.status;
}

async function placeOrder(person: Person, skuId: string, addressId: string): ReturnType<Person['call']> {
  const lines = [{ skuId, quantity: 1 }];
  const quote = await person.call('POST', '/api/v1/quotes', { lines });
  return person.call('POST', '/api/v1/orders', {
    lines,
    addressId,
    expectedTotalAmount: quote.json.totalAmount as number,
  });
}

/** Whether the shop says no at some point. */
async function isBounded(times: number, act: () => Promise<number>): Promise<boolean> {
  for (let n = 0; n < times; n += 1) {
    const status = await act();
    if (status >= 400 && status < 500) return true;
    if (status >= 500) return status === 503;
  }
  return false;
}
