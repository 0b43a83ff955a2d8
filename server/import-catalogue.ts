import './platform/forget-native-pg.ts';
import { pino } from 'pino';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from './kernel/clock.ts';
import type { Language } from './kernel/language.ts';
import {
  faultSentence,
  importCatalogue,
  type ImportProgress,
  type ImportRefusal,
} from './modules/catalog/index.ts';
import { setOnHand } from './modules/stock/index.ts';
import { loadEnvironment, readConfig, type Config } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { openFolderStore } from './platform/media-store.ts';
import { migrate } from './platform/migrations.ts';
import { StartRefusal } from './platform/start-refusal.ts';
import { closeAll, reachDatabase, type Closers } from './reach-database.ts';

const USAGE = `npm run catalog:import FILE [-- --complete]

FILE        JSON Lines (.jsonl) 或 CSV (.csv)，格式见 docs/catalogue-import.md / see docs/catalogue-import.md
--complete  文件就是全部商品：没写到的商品下架 / the file is the whole catalogue: products it lacks are taken off sale`;

/** `npm run catalog:import FILE`: exit code 0 where all of the file was imported, 1 where nothing was. */
async function main(): Promise<number> {
  const env = loadEnvironment();
  const language: Language = /^en/i.test(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '')
    ? 'en'
    : 'zh-CN';
  const asked = readArguments();
  if (asked === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 1;
  }
  const closers: Closers = [];
  process.once('SIGINT', () => void closeAll(closers).finally(() => process.exit(130)));
  try {
    return await runImport(asked, readConfig(env), language, closers);
  } finally {
    await closeAll(closers);
  }
}

function readArguments(): { file: string; complete: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      options: { complete: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [file, ...more] = positionals;
    return file === undefined || more.length > 0 ? undefined : { file, complete: values.complete ?? false };
  } catch {
    // An option that does not exist.
    return undefined;
  }
}

async function runImport(
  { file, complete }: { file: string; complete: boolean },
  config: Config,
  language: Language,
  closers: Closers,
): Promise<number> {
  const log = pino({ level: 'warn' });
  const database = openDatabase({
    connection: await reachDatabase(config, log, closers),
    max: 2,
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  closers.push(() => database.end());
  await migrate(database);
  const mediaStore = openFolderStore(join(config.dataDir, 'media'));
  const show = progressLine(language);
  const outcome = await importCatalogue({
    ...{ file, complete, database, mediaStore, setOnHand, clock: systemClock },
    onProgress: show,
  });
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  if (!outcome.ok) {
    process.stderr.write(refusalText(outcome.error, language));
    return 1;
  }
  const { categories, products, skus, pictures, takenOffSale } = outcome.value;
  process.stdout.write(
    language === 'en'
      ? `Imported ${categories} categories, ${products} products, ${skus} SKUs, ${pictures} pictures; ${takenOffSale} products taken off sale.\n`
      : `已导入 ${categories} 个分类、${products} 种商品、${skus} 个 SKU、${pictures} 张图片；下架 ${takenOffSale} 种商品。\n`,
  );
  return 0;
}

/** One line that is written over on a terminal, else a line every tenth of the way. */
function progressLine(language: Language): (progress: ImportProgress) => void {
  const phases = {
    checking: language === 'en' ? 'checking' : '检查',
    pictures: language === 'en' ? 'pictures' : '图片',
    writing: language === 'en' ? 'writing' : '写入',
  };
  let told = -1;
  return ({ done, total, phase }) => {
    const percent = Math.floor((100 * done) / total);
    const step = process.stdout.isTTY ? percent : Math.floor(percent / 10);
    if (step === told) return;
    told = step;
    const text = `${String(percent).padStart(3)}% ${phases[phase]}`;
    process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
}

function refusalText(refusal: ImportRefusal, language: Language): string {
  const english = language === 'en';
  if (refusal.code === 'file_unreadable') {
    return `${english ? 'The file cannot be read' : '文件读不了'}: ${refusal.reason}\n`;
  }
  const { faults, faultCount } = refusal;
  const lines = faults.map((found) => `${faultSentence(found, language)}\n`);
  if (faultCount > faults.length) {
    const more = faultCount - faults.length;
    lines.push(english ? `… and ${more} more\n` : `……另有 ${more} 处\n`);
  }
  const summary = english
    ? `Nothing was imported: ${faultCount} faults. Correct them and import again.\n`
    : `没有导入任何内容：共 ${faultCount} 处问题，请改正后重新导入。\n`;
  return `${lines.join('')}${summary}`;
}

try {
  process.exitCode = await main();
} catch (error) {
  const text =
    error instanceof StartRefusal ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`ks-order: ${text}\n`);
  process.exitCode = 1;
}
