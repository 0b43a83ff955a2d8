import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copyStartedShop } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { quickFolder } from '../support/quick-folder.ts';
import { MUCH_UNPAID } from '../support/test-shop.ts';
import { startProgram, type Program } from '../support/run-program.ts';
import { placeOrder, signUp, type Shopper } from '../support/shopper.ts';

export type FloodReport = {
  readonly isAlive: boolean;
  /** The most memory that the process took (resident), in MB. */
  readonly peakMb: number;
  /** How another customer fared meanwhile. */
  readonly orders: number;
  readonly refused: readonly string[];
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How often each status was answered to the one who asked for large carts. */
  readonly carts: Readonly<Record<string, number>>;
};

const SCRIPT = fileURLToPath(new URL('./flood-pages.script.ts', import.meta.url));
const LINES = 100;
const AS_A_PERSON_MS = 100;

/** The whole program under the attacks of `flood-pages.script.ts`, while a customer orders, again and again. */
export async function floodPages(seconds: number, attackers: 'all' | 'carts' = 'all'): Promise<FloodReport> {
  const dataDir = mkdtempSync(join(quickFolder(), 'ks-order-flood-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(dataDir, 0o711);
  await copyStartedShop(dataDir);
  const port = await findFreePort();
  let program: Program | undefined;
  try {
    program = await startProgram({
      PORT: String(port),
      DATA_DIR: dataDir,
      RATE_LIMITS: 'on',
      ...MUCH_UNPAID,
      ORDER_UNPAID_ORDERS_OF_ADDRESS: '0',
      ORDER_UNPAID_PIECES_OF_ADDRESS: '0',
    });
    const skuIds = await listSkus(program.url);
    const shopper = await signUp(program.url);
    await useShop(program.url, shopper, skuIds);
    const attack = runAttack([String(port), String(seconds), skuIds.join(','), attackers]);
    const fared = await orderUntil(attack.ended, shopper, skuIds[0]!);
    const carts = await attack.ended;
    const isAlive = program.child.exitCode === null && (await fetch(`${program.url}/healthz`)).ok;
    return { isAlive, peakMb: peakMemoryMb(program), carts, ...fared };
  } finally {
    await program?.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function listSkus(url: string): Promise<string[]> {
  const { items } = (await (await fetch(`${url}/api/v1/products?limit=100&inStock=true`)).json()) as {
    items: { slug: string }[];
  };
  const skuIds: string[] = [];
  for (const { slug } of items) {
    if (skuIds.length >= LINES) break;
    const { skus } = (await (await fetch(`${url}/api/v1/products/${slug}`)).json()) as {
      skus: { id: string; available: number }[];
    };
    skuIds.push(...skus.filter(({ available }) => available > 0).map(({ id }) => id));
  }
  return skuIds.slice(0, LINES);
}

/** As a shop that has been open for a while: whatever is done for the first time is slow by itself. */
async function useShop(url: string, shopper: Shopper, skuIds: readonly string[]): Promise<void> {
  const cookie = `ks_cart=${skuIds.map((skuId) => `${skuId}:1`).join('.')}`;
  for (let times = 0; times < 5; times += 1) {
    await (await fetch(`${url}/cart`, { headers: { cookie } })).text();
    const { body } = await placeOrder(shopper, [{ skuId: skuIds[0]!, quantity: 1 }]);
    await shopper.call('POST', `/orders/${body.orderNo}/cancellation`, { body: {} });
  }
}

function runAttack(args: readonly string[]): { ended: Promise<Record<string, number>> } {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return {
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) =>
        code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`the attack ended with ${code}`)),
      );
    }),
  };
}

/** Places an order and cancels it, again and again, until the attack is over. */
async function orderUntil(
  ended: Promise<unknown>,
  shopper: Shopper,
  skuId: string,
): Promise<Pick<FloodReport, 'orders' | 'refused' | 'p50Ms' | 'p99Ms'>> {
  let isOver = false;
  void ended.finally(() => (isOver = true)).catch(() => undefined);
  const took: number[] = [];
  const refused: string[] = [];
  while (!isOver) {
    const startedAt = performance.now();
    const { status, body } = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
    took.push(performance.now() - startedAt);
    if (status !== 201) refused.push(`${status} ${body.code}`);
    else await shopper.call('POST', `/orders/${body.orderNo}/cancellation`, { body: {} });
    // As one person does at most: who orders faster meets the limits that are there for attackers.
    await pause(AS_A_PERSON_MS);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { orders: took.length - refused.length, refused, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** The most that was ever resident, as the system has counted it (Linux, proc(5): VmHWM in kB). */
function peakMemoryMb(program: Program): number {
  const status = readFileSync(`/proc/${program.child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
