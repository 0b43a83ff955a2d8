import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import {
  orderPaths,
  placing,
  reading,
  say,
  SECONDS,
  warmUp,
  withBenchShop,
  type BenchShop,
} from './bench-shop.ts';
import { openSuperuser } from './make-superuser.ts';
import { growShop, type Size } from './grow-shop.ts';
import { putLoad, type Figures, type Run } from './load.ts';

const FILE = fileURLToPath(new URL('../docs/figures-growth.md', import.meta.url));
const SMALL: Size = { skus: 1_000, orders: 10_000 };
const LARGE: Size = {
  skus: Number(process.env['GROWTH_SKUS'] ?? 1_000_000),
  orders: Number(process.env['GROWTH_ORDERS'] ?? 10_000_000),
};

/** One run's p99 at full load moves by half with what the machine does besides; the middle of three does not. */
const ROUNDS = 3;

/** Measures the same requests in a small shop and in a large one, and writes docs/figures-growth.md. */
async function measureAt(size: Size): Promise<Map<string, Figures>> {
  return withBenchShop(
    (pool, superuser) => growShop(pool, superuser, size, say),
    async (bench) => {
      const rounds = new Map<string, Figures[]>();
      const pool = new pg.Pool(bench.postgres.connection);
      const superuser = openSuperuser(bench.postgres);
      await warmUp(bench);
      const paths = await listRuns(pool, bench, size);
      for (let round = 1; round <= ROUNDS; round += 1)
        for (const [name, run] of paths) {
          await superuser.query('checkpoint');
          const measured = await putLoad(run());
          say(`round ${round} of ${ROUNDS}: ${name}: p99 ${measured.p99Ms.toFixed(1)} ms`);
          rounds.set(name, [...(rounds.get(name) ?? []), measured]);
        }
      await Promise.all([pool.end(), superuser.end()]);
      return new Map([...rounds].map(([name, measured]) => [name, middleOf(measured)]));
    },
  );
}

function middleOf(measured: readonly Figures[]): Figures {
  return measured.toSorted((a, b) => a.p99Ms - b.p99Ms)[Math.floor(measured.length / 2)]!;
}

async function listRuns(pool: pg.Pool, bench: BenchShop, size: Size): Promise<[string, () => Run][]> {
  const orders = await orderPaths(pool, bench);
  const slugs = Array.from(
    { length: 500 },
    (_, index) => `grown-${1 + ((index * 7919) % Math.floor(size.skus / 2))}`,
  );
  const lists = slugs
    .slice(0, 200)
    .flatMap((_, index) => [
      `/api/v1/products?category=c-${1 + (index % 40)}&sort=price&minPrice=${index * 1000}`,
      `/api/v1/products?sort=newest&minPrice=${index * 1000}`,
    ]);
  const read = (paths: readonly string[]) => () => reading(bench, paths);
  return [
    ['GET /orders/{orderNo}', read(orders)],
    ['GET /orders', read(bench.shoppers.map(({ token }) => `/api/v1/orders?limit=10 ${token}`))],
    ['GET /products, 400 different lists', read(lists)],
    ['GET /products/{slug}, 500 different', read(slugs.map((slug) => `/api/v1/products/${slug}`))],
    ['product page (HTML), 500 different', read(slugs.map((slug) => `/product/${slug}`))],
    ['POST /orders, 2 lines, 64 callers', () => placing(bench, 64)],
  ];
}

function report(small: Map<string, Figures>, large: Map<string, Figures>): string {
  const size = ({ skus, orders }: Size): string =>
    `${skus.toLocaleString('en')} SKUs, ${orders.toLocaleString('en')} orders`;
  const rows = [...small].map(([name, before]) => {
    const after = large.get(name)!;
    const cells = [before.perSecond, after.perSecond].map((value) => Math.round(value).toLocaleString('en'));
    const times = [before.p99Ms, after.p99Ms].map((value) => value.toFixed(1));
    const errors = before.errors + after.errors;
    return `| ${name} | ${cells.join(' | ')} | ${times.join(' | ')} | ${(after.p99Ms / before.p99Ms).toFixed(2)} | ${errors} |`;
  });
  return `# Figures of growth

Made by \`npm run bench:growth\` on ${new Date().toISOString().slice(0, 10)}: the same requests in a small shop
(${size(SMALL)}) and in a large one (${size(LARGE)}), ${ROUNDS} rounds of ${SECONDS} s
each, of which the middle p99 counts, on one machine with load generator, program and database. Every run begins after a
checkpoint. The budget is a p99 of at most 1.5 times that of the small shop.

| what | a second, small | large | p99 ms, small | large | × | errors |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
}

const small = await measureAt(SMALL);
const text = report(small, await measureAt(LARGE));
await writeFile(FILE, text);
say(`\n${text}`);
