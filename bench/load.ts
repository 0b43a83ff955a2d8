import autocannon from 'autocannon';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One measured run. Latencies in milliseconds. */
export type Figures = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
};

export type Run = {
  readonly url: string;
  readonly callers: number;
  readonly seconds: number;
  readonly script: 'place-order' | 'get';
  /** What the script reads, see its first lines. */
  readonly env: Readonly<Record<string, string>>;
};

export const hasWrk = spawnSync('wrk', ['-v']).error === undefined;
export const loadGenerator = hasWrk ? 'wrk (2 threads)' : 'autocannon';

/** Puts load on a server of this machine and answers what was measured. */
export function putLoad(run: Run): Promise<Figures> {
  return hasWrk ? runWrk(run) : runAutocannon(run);
}

async function runWrk({ url, callers, seconds, script, env }: Run): Promise<Figures> {
  // wrk takes one script: ours is the run's and the one that prints figures, together.
  const file = join(tmpdir(), `ks-bench-${process.pid}.lua`);
  const parts = [script, 'done'].map((name) =>
    readFileSync(fileURLToPath(new URL(`./${name}.lua`, import.meta.url)), 'utf8'),
  );
  writeFileSync(file, parts.join('\n'));
  const output = await collect(
    'wrk',
    ['-t2', `-c${callers}`, `-d${seconds}s`, '--timeout', '10s', '-s', file, url],
    env,
  );
  const line = /FIGURES (\{.*\})/.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk printed no figures:\n${output}`);
  const raw = JSON.parse(line) as {
    requests: number;
    durationUs: number;
    p50Us: number;
    p99Us: number;
    errors: number;
  };
  return {
    perSecond: raw.requests / (raw.durationUs / 1e6),
    p50Ms: raw.p50Us / 1_000,
    p99Ms: raw.p99Us / 1_000,
    errors: raw.errors,
  };
}

/** Runs a command to its end and answers what it printed. */
export function collect(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}:\n${output}`)),
    );
  });
}

async function runAutocannon({ url, callers, seconds, script, env }: Run): Promise<Figures> {
  const next = script === 'get' ? getRequests(env) : placeRequests(env);
  const result = await autocannon({
    url,
    connections: callers,
    duration: seconds,
    setupClient(client) {
      client.setRequests([{ ...next(), setupRequest: (request) => ({ ...request, ...next() }) }]);
    },
  });
  return {
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.errors + result.non2xx,
  };
}

type Sent = { method: 'GET' | 'POST'; path: string; headers: Record<string, string>; body?: string };

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)]!;
}

function readRows(file: string | undefined): string[][] {
  return readFileSync(file ?? '', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

function getRequests(env: Run['env']): () => Sent {
  const rows = readRows(env['PATHS_FILE']);
  return () => {
    const [path = '/', token] = pick(rows);
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    return { method: 'GET', path, headers };
  };
}

function placeRequests(env: Run['env']): () => Sent {
  const shoppers = readRows(env['SHOPPERS_FILE']);
  const skus = readRows(env['SKUS_FILE']).map(([id, price]) => ({ id, price: Number(price) }));
  let count = 0;
  return () => {
    const [token, addressId] = pick(shoppers);
    const hot = Number(env['HOT_SKU']);
    const first = hot > 0 ? hot - 1 : Math.floor(Math.random() * skus.length);
    const chosen = skus.slice(first, first + (hot > 0 ? 1 : 2));
    count += 1;
    return {
      method: 'POST',
      path: '/api/v1/orders',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': `${env['RUN_ID']}-${count}`,
      },
      body: JSON.stringify({
        lines: chosen.map(({ id }) => ({ skuId: id, quantity: 1 })),
        addressId,
        expectedTotalAmount: chosen.reduce((total, { price }) => total + price, 0) - Number(env['OFF']),
        ...(env['WITHOUT_COUPONS'] === 'yes' ? { couponIds: [] } : {}),
      }),
    };
  };
}
