import { dayOf } from '../../../kernel/shop-day.ts';
import { Readable } from 'node:stream';
import type { Clock } from '../../../kernel/clock.ts';
import type { Language } from '../../../kernel/language.ts';
import type { Database } from '../../../platform/database.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import { CSV, makeSheet, XLSX } from '../../../platform/sheets/make-sheet.ts';
import type { RunningTask, TaskKinds, TaskOutcome } from '../../../platform/tasks.ts';
import { everyPage } from '../../../platform/walk.ts';
import { record } from '../../audit/index.ts';
import { actBy, staffActor } from '../../staff/index.ts';
import { tellInPassing, type MadeSheet, type SheetForm } from '../../tasks/index.ts';
import type { FreightTemplates } from '../freight-templates.ts';
import { columnOfField } from '../import/catalogue-columns.ts';
import { fault, type CatalogueFault } from '../import/catalogue-faults.ts';
import { checkCatalogue } from '../import/check-catalogue.ts';
import { findPictures } from '../import/find-pictures.ts';
import { importCatalogue } from '../import/import-catalogue.ts';
import type { SetOnHand } from '../import/write-catalogue.ts';
import { listMissingColumns } from '../import/missing-columns.ts';
import { headOf, rowsOf, TABLE_WIDTHS } from './catalogue-table.ts';
import { EXAMPLE } from './example.ts';
import { listCategorySlugs, listForExport, type ExportedProduct } from './export-catalogue.sql.ts';

export const CATALOGUE_KINDS = {
  check: 'check-catalogue',
  write: 'import-catalogue',
  export: 'export-catalogue',
} as const;

export type FilesDeps = {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly clock: Clock;
  readonly setOnHand: SetOnHand;
  readonly freightTemplates: FreightTemplates;
};

/** Checking, writing and making files of goods. */
export function catalogueTasks(deps: FilesDeps): TaskKinds {
  return {
    [CATALOGUE_KINDS.check]: {
      permission: 'products:change',
      changes: false,
      run: (task) => checkUpload(deps, task),
    },
    // A file says how much there is of each SKU, too; the route asks for `products:change` besides.
    [CATALOGUE_KINDS.write]: {
      permission: 'stock:change',
      changes: true,
      run: (task) => importUpload(deps, task),
    },
    [CATALOGUE_KINDS.export]: {
      permission: 'products:read',
      changes: false,
      run: (task) => exportCatalogue(deps, task),
    },
  };
}

async function checkUpload(
  { database, clock, freightTemplates }: FilesDeps,
  task: RunningTask,
): Promise<TaskOutcome> {
  const { bytes } = task.input as { readonly bytes: number };
  const tell = tellInPassing(task);
  const path = task.inputPath!;
  const checked = await checkCatalogue(path, database, {
    at: clock.now(),
    freightTemplates,
    onBytes: (read) => tell(Math.min(read, bytes), bytes),
  });
  const { faults } = await findPictures(database, checked.pictures, true);
  for (const found of faults) checked.faults.add(found);
  const { products, knownProducts, skus } = checked;
  return {
    state: 'done',
    report: {
      ...{ faultCount: checked.faults.count, faults: checked.faults.first.map(tellFault) },
      ...{ categories: checked.categories.length, products, knownProducts, skus },
      ignoredColumns: checked.saysSales ? [columnOfField('sales')!] : [],
      missingColumns:
        knownProducts > 0
          ? (await listMissingColumns(path)).flatMap((column) => columnOfField(column) ?? [])
          : [],
    },
  };
}

/** As a person reads it who sees columns, and prices in yuan. */
function tellFault(found: CatalogueFault) {
  const isAmount = found.code === 'wrong_type' && /price$/i.test(found.field);
  const told = isAmount ? fault(found.line, found.field, 'not_an_amount') : found;
  return { ...told, column: columnOfField(told.field) };
}

async function importUpload(deps: FilesDeps, task: RunningTask): Promise<TaskOutcome> {
  const tell = tellInPassing(task);
  const { fileName } = task.input as { readonly fileName: string };
  let report: TaskOutcome['report'] = null;
  const outcome = await importCatalogue({
    ...{ ...deps, isUpload: true, file: task.inputPath! },
    by: { actor: staffActor(task.by), reason: fileName },
    onProgress: ({ done, total }) => tell(done, total),
    async alsoWrite(tx, { ...written }) {
      report = { faultCount: 0, ...written };
      await task.finish(tx, { state: 'done', report });
      const subject = { kind: 'file', id: fileName };
      await record(tx, [
        actBy(task.by, deps.clock.now(), { what: 'catalogue:import', subject, after: written }),
      ]);
    },
  });
  if (outcome.ok) return { state: 'done', report };
  const { error } = outcome;
  if (error.code === 'file_unreadable') throw new Error(error.reason);
  return { state: 'failed', report: { faultCount: error.faultCount, faults: error.faults.map(tellFault) } };
}

const PAGE = 250;

async function exportCatalogue(
  { database, clock, freightTemplates }: FilesDeps,
  task: RunningTask,
): Promise<TaskOutcome> {
  const { format } = task.input as { readonly format: SheetForm };
  const { language } = task;
  const templates = new Map((await freightTemplates.list(database)).map(({ id, name }) => [id, name]));
  const context = { language, templates, categories: await listCategorySlugs(database) };
  const counts = { products: 0, skus: 0 };
  const pages = everyPage<ExportedProduct>(PAGE, (after) => listForExport(database, after?.id, PAGE));
  async function* rows(): AsyncGenerator<readonly string[]> {
    for await (const page of pages) {
      await task.tell({ done: counts.skus });
      for (const product of page) {
        counts.products += 1;
        counts.skus += product.skus.length;
        yield* rowsOf(product, context);
      }
    }
  }
  const at = clock.now();
  await task.keepFile(
    fileOf('goods', format, language, at),
    makeSheet(format, tableOf(language, rows()), at),
  );
  return { state: 'done', report: counts };
}

const NAMES = {
  goods: { zh: '商品', en: 'products' },
  template: { zh: '商品导入模板', en: 'product-template' },
};

function fileOf(what: keyof typeof NAMES, format: SheetForm, language: Language, at?: Date) {
  const name = language === 'en' ? NAMES[what].en : NAMES[what].zh;
  // The day of the shop.
  const day = at && dayOf(at);
  const mediaType = format === 'csv' ? CSV : XLSX;
  return { name: `${[name, day].filter(Boolean).join('-')}.${format}`, mediaType };
}

function tableOf(language: Language, rows: AsyncIterable<readonly string[]>) {
  const name = language === 'en' ? NAMES.goods.en : NAMES.goods.zh;
  return { name, head: headOf(language), widths: TABLE_WIDTHS, rows };
}

/** The head, and a product of two variants to be written over. */
export function catalogueTemplate(format: SheetForm, language: Language, at: Date): MadeSheet {
  const rows = rowsOf(EXAMPLE, { language, templates: new Map(), categories: new Map([['0', 'cups']]) });
  const content = makeSheet(format, tableOf(language, Readable.from(rows)), at);
  return { ...fileOf('template', format, language), content };
}
