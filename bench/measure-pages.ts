import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../bin/find-chromium.mjs';
import { say, withBenchShop } from './bench-shop.ts';

/** Fetched for this run only: 185 MB that nothing else of the project needs. */
const LIGHTHOUSE = 'lighthouse@12.8.2';
const FILE = fileURLToPath(new URL('../docs/figures-pages.md', import.meta.url));
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const PAGES = ['/', '/product/ks-air-headphones', '/category/digital', '/search?q=耳机', '/cart', '/login'];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
].join(' ');

type Report = {
  readonly lighthouseVersion: string;
  readonly categories: Record<(typeof CATEGORIES)[number], { score: number }>;
  readonly audits: Record<string, { displayValue?: string }>;
};

/** Loads a page as Lighthouse's phone does (slow network, slow processor) and answers what it says. */
function audit(url: string, folder: string, chromium: string): Report {
  const file = join(folder, 'report.json');
  const args = ['--yes', LIGHTHOUSE, url, '--quiet', `--chrome-flags=${FLAGS}`, '--output=json'];
  const options = { env: { ...process.env, CHROME_PATH: chromium }, encoding: 'utf8' } as const;
  for (let attempt = 1; ; attempt += 1) {
    const result = spawnSync('npx', [...args, `--output-path=${file}`], options);
    if (result.status === 0) return JSON.parse(readFileSync(file, 'utf8')) as Report;
    // Chromium now and then records no beginning of a page; Lighthouse asks to be run again then.
    if (attempt === 3) throw new Error(`Lighthouse failed for ${url}:\n${result.stderr}`);
  }
}

function row(page: string, { categories, audits }: Report): string {
  const scores = CATEGORIES.map((name) => Math.round(categories[name].score * 100));
  const paints = ['first-contentful-paint', 'largest-contentful-paint', 'cumulative-layout-shift'].map(
    (name) => audits[name]?.displayValue ?? '–',
  );
  return `| \`${page}\` | ${[...scores, ...paints].join(' | ')} |`;
}

const chromium = await findChromium();
const rows = await withBenchShop(
  async () => [],
  async ({ url }) => {
    const folder = mkdtempSync(join(tmpdir(), 'ks-pages-'));
    try {
      return PAGES.map((page) => {
        say(`measuring: ${page} …`);
        return row(page, audit(`${url}${encodeURI(page)}`, folder, chromium));
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
const text = `# Figures of pages

Made by \`npm run bench:pages\` on ${new Date().toISOString().slice(0, 10)}: ${LIGHTHOUSE} as a phone, by its own settings
(simulated slow network and processor), on the demo shop in Chromium. The budget is 95 in every category. Search, cart and
login ask search engines to leave them out on purpose, which is what their last score tells.

| page | ${CATEGORIES.join(' | ')} | first paint | largest paint | layout shift |
| --- | ${Array<string>(7).fill('---:').join(' | ')} |
${rows.join('\n')}
`;
await writeFile(FILE, text);
say(`\n${text}`);
