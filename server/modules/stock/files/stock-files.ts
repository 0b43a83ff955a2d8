import { dayOf } from '../../../kernel/shop-day.ts';
import { Readable } from 'node:stream';
import type { Language } from '../../../kernel/language.ts';
import { CSV, makeSheet, XLSX } from '../../../platform/sheets/make-sheet.ts';
import type { RunningTask, TaskKinds, TaskOutcome } from '../../../platform/tasks.ts';
import type { MadeSheet, SheetForm } from '../../tasks/index.ts';
import { listStock } from '../short-stock.sql.ts';
import { checkCounts, writeCounts, type CountDeps } from './count-by-file.ts';
import { headingOfCount, type CountColumn } from './read-counts.ts';

export const STOCK_KINDS = {
  check: 'check-stock-counts',
  write: 'count-stock',
  export: 'export-stock',
} as const;

/** Checking, writing and making files of counts. */
export function stockTasks(deps: CountDeps): TaskKinds {
  return {
    [STOCK_KINDS.check]: {
      permission: 'stock:change',
      changes: false,
      run: (task) => checkCounts(deps, task),
    },
    [STOCK_KINDS.write]: {
      permission: 'stock:change',
      changes: true,
      run: (task) => writeCounts(deps, task),
    },
    [STOCK_KINDS.export]: {
      permission: 'stock:read',
      changes: false,
      run: (task) => exportStock(deps, task),
    },
  };
}

const COLUMNS: readonly (readonly [CountColumn, number])[] = [
  ...([
    ['code', 20],
    ['name', 30],
    ['options', 26],
    ['onHand', 11],
    ['reserved', 11],
    ['counted', 11],
    ['reason', 30],
  ] as const),
];
const PAGE = 500;

/** A list to count by: it comes back with the column of what was counted filled in. */
async function exportStock({ database, clock, skus }: CountDeps, task: RunningTask): Promise<TaskOutcome> {
  const { format } = task.input as { readonly format: SheetForm };
  const { language } = task;
  let count = 0;
  async function* rows(): AsyncGenerator<readonly string[]> {
    let after: Parameters<typeof listStock>[1];
    for (;;) {
      const page = await listStock(database, after, PAGE);
      const cards = await skus().cards(
        page.map(({ skuId }) => skuId),
        language,
      );
      for (const { skuId, onHand, reserved } of page) {
        const card = cards.get(skuId);
        // The catalogue has it no more.
        if (card === undefined) continue;
        count += 1;
        const options = Object.values(card.options).join(' / ');
        yield [card.code, card.name, options, String(onHand), String(reserved), '', ''];
      }
      await task.tell({ done: count });
      if (page.length < PAGE) return;
      after = page.at(-1)!.skuId;
    }
  }
  const at = clock.now();
  await task.keepFile(fileOf('list', format, language, at), makeSheet(format, tableOf(language, rows()), at));
  return { state: 'done', report: { skus: count } };
}

const NAMES = {
  list: { zh: '盘点表', en: 'stock-count' },
  template: { zh: '盘点模板', en: 'stock-count-template' },
};

function fileOf(what: keyof typeof NAMES, format: SheetForm, language: Language, at?: Date) {
  const name = language === 'en' ? NAMES[what].en : NAMES[what].zh;
  // The day of the shop.
  const day = at && dayOf(at);
  return {
    name: `${[name, day].filter(Boolean).join('-')}.${format}`,
    mediaType: format === 'csv' ? CSV : XLSX,
  };
}

function tableOf(language: Language, rows: AsyncIterable<readonly string[]>) {
  return {
    name: language === 'en' ? NAMES.list.en : NAMES.list.zh,
    head: COLUMNS.map(([column]) => headingOfCount(column, language)),
    widths: COLUMNS.map(([, width]) => width),
    rows,
  };
}

/** The head, and a line to be written over. */
export function stockTemplate(format: SheetForm, language: Language, at: Date): MadeSheet {
  const example = ['EXAMPLE-W', language === 'en' ? 'Example cup' : '示例杯', '', '', '', '12', ''];
  const content = makeSheet(format, tableOf(language, Readable.from([example])), at);
  return { ...fileOf('template', format, language), content };
}
