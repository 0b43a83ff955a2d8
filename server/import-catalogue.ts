import './platform/forget-native-pg.ts';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { byCommand } from './by-command.ts';
import { systemClock } from './kernel/clock.ts';
import type { Language } from './kernel/language.ts';
import { record } from './modules/audit/index.ts';
import {
  faultSentence,
  importCatalogue,
  type ImportProgress,
  type ImportRefusal,
} from './modules/catalog/index.ts';
import { templatesOfGoods } from './modules/pricing/index.ts';
import { setOnHand } from './modules/stock/index.ts';
import { openFolderStore } from './platform/media-store.ts';
import { runCommand, type CommandPlace } from './run-command.ts';

const USAGE = `npm run catalog:import FILE [-- --complete]

FILE        JSON Lines (.jsonl) 或 CSV (.csv)，格式见 docs/catalogue-import.md / see docs/catalogue-import.md
--complete  文件就是全部商品：没写到的商品下架 / the file is the whole catalogue: products it lacks are taken off sale`;

/** Of whoever sits at the terminal. */
function readLanguage(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return /^en/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'en' : 'zh-CN';
}

type Asked = { readonly file: string; readonly complete: boolean };

function readArguments(): Asked | undefined {
  const { values, positionals } = parseArgs({
    options: { complete: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  return file === undefined || more.length > 0 ? undefined : { file, complete: values.complete ?? false };
}

async function runImport({ file, complete }: Asked, { config, database }: CommandPlace): Promise<boolean> {
  const language = readLanguage();
  const mediaStore = openFolderStore(join(config.dataDir, 'media'));
  const show = progressLine(language);
  const outcome = await importCatalogue({
    ...{ file, complete, database, mediaStore, setOnHand, clock: systemClock },
    freightTemplates: templatesOfGoods,
    by: { actor: byCommand('catalog:import').actor, reason: basename(file) },
    alsoWrite: (tx, { ...after }) => {
      const act = {
        what: 'catalogue:import',
        subject: { kind: 'file', id: basename(file) },
        before: null,
        after,
      };
      return record(tx, [{ ...byCommand('catalog:import'), ...act, at: systemClock.now() }]);
    },
    onProgress: show,
  });
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  if (!outcome.ok) {
    process.stderr.write(refusalText(outcome.error, language));
    return false;
  }
  const { categories, products, skus, pictures, takenOffSale } = outcome.value;
  process.stdout.write(
    language === 'en'
      ? `Imported ${categories} categories, ${products} products, ${skus} SKUs, ${pictures} pictures; ${takenOffSale} products taken off sale.\n`
      : `已导入 ${categories} 个分类、${products} 种商品、${skus} 个 SKU、${pictures} 张图片；下架 ${takenOffSale} 种商品。\n`,
  );
  if (outcome.value.salesLeftOut)
    process.stdout.write(
      language === 'en'
        ? 'What the file says of pieces sold (sales) was not read.\n'
        : '文件里的已售件数（sales）没有采用。\n',
    );
  return true;
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

/** `npm run catalog:import FILE`: exit code 0 where all of the file was imported, 1 where nothing was. */
await runCommand({
  usage: USAGE,
  readArguments,
  connections: 2,
  onInterrupt: 'close',
  run: runImport,
});
