import { cpus, totalmem } from 'node:os';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { hasPgbench } from './database-limits.ts';
import { loadGenerator, type Figures } from './load.ts';

export type Row = Figures & { readonly group: string; readonly name: string; readonly callers: number };

const FILE = fileURLToPath(new URL('../docs/figures.md', import.meta.url));

/** Writes docs/figures.md and answers its tables. */
export async function writeReport(
  rows: readonly Row[],
  setting: { shoppers: number; skus: number; seconds: number },
): Promise<string> {
  const tables = [table(rows), ratios(rows)].join('\n');
  const [processor] = cpus();
  const text = `# Figures

Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; run it to get your own. Load generator, program and database
share one machine, so each takes processor from the others.

- machine: ${cpus().length} × ${processor?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB
- Node ${process.version}, the embedded PostgreSQL with its shipped settings (fsync and synchronous_commit on), but max_connections 120 for pgbench; a checkpoint before each run
- load: ${loadGenerator}; database limit by ${hasPgbench ? 'pgbench (2 threads)' : 'nothing (pgbench is not installed)'}
- ${setting.seconds} s each; ${setting.shoppers} signed-in customers, ${setting.skus} SKUs for placing; the demo catalogue for reading

${tables}`;
  await writeFile(FILE, text);
  return tables;
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${row.callers} | ${Math.round(row.perSecond).toLocaleString('en')} | ${ms(row.p50Ms)} | ${ms(row.p99Ms)} | ${row.errors} |`,
  );
  return [
    '| what | callers | a second | p50 ms | p99 ms | errors |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
    '',
  ].join('\n');
}

function ms(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(1);
}

/** Orders by HTTP against the database's own limits of the same run. */
function ratios(rows: readonly Row[]): string {
  const rate = (name: string, callers?: number): number | undefined =>
    rows.find((row) => row.name === name && (callers === undefined || row.callers === callers))?.perSecond;
  const batches = rate('set-based batches of 256, 2 lines');
  const cases = [
    ['POST /orders, 2 lines', 'pgbench, one SQL function an order, 2 lines'],
    ['POST /orders, one hot SKU', 'pgbench, one SQL function an order, one hot SKU'],
  ] as const;
  const lines = cases.flatMap(([http, limit]) =>
    [64, 256].map((callers) => {
      const mine = rate(http, callers) ?? NaN;
      const against = (other: number | undefined): string =>
        other === undefined ? '–' : (mine / other).toFixed(2);
      return `| ${http} | ${callers} | ${against(rate(limit))} | ${http.includes('hot') ? '–' : against(batches)} |`;
    }),
  );
  return [
    '| orders by HTTP | callers | × one at a time | × batches without HTTP |',
    '| --- | ---: | ---: | ---: |',
    ...lines,
    '',
  ].join('\n');
}
