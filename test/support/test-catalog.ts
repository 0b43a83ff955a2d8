import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../server/kernel/clock.ts';
import {
  importCatalogue,
  makeCatalog,
  type Catalog,
  type ImportOptions,
  type ImportRefusal,
  type ImportReport,
} from '../../server/modules/catalog/index.ts';
import type { Result } from '../../server/kernel/result.ts';
import { templatesOfGoods } from '../../server/modules/pricing/index.ts';
import { findAvailable, setOnHand } from '../../server/modules/stock/index.ts';
import { openFolderStore } from '../../server/platform/media-store.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export type TestCatalog = {
  readonly database: TestDatabase;
  readonly catalog: Catalog;
  readonly folder: string;
  readonly clock: Clock & { advance(ms: number): void };
  /** Imports these lines: objects as JSON, texts as they are. */
  importLines(
    lines: readonly unknown[],
    options?: Partial<ImportOptions>,
  ): Promise<Result<ImportReport, ImportRefusal>>;
  /** Imports a text under a file name, which tells its format. */
  importText(
    name: string,
    text: string | Buffer,
    options?: Partial<ImportOptions>,
  ): Promise<Result<ImportReport, ImportRefusal>>;
  /** As above, where nothing may be wrong, and prices that are struck out were asked for a week until a moment ago. */
  stockShelves(lines: readonly unknown[]): Promise<ImportReport>;
  /** Statements sent through the pool so far. */
  statements(): number;
  stop(): Promise<void>;
};

/** Prices that a file strikes out were asked for a week until a moment ago. */
export const askedInFull: NonNullable<ImportOptions['askedBefore']> = ({ price, originalPrice }, at) => {
  const begun = new Date(at.getTime() - 7 * 24 * 3_600_000);
  return originalPrice == null
    ? [{ price, since: begun, until: null }]
    : [
        { price: originalPrice, since: begun, until: at },
        { price, since: at, until: null },
      ];
};

/** A catalogue on an empty database of its own, with a clock that stands still until it is moved. */
export async function createTestCatalog(): Promise<TestCatalog> {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'ks-catalog-'));
  let now = Date.UTC(2026, 10, 23);
  const clock = { now: () => new Date(now), advance: (ms: number) => void (now += ms) };
  const mediaStore = openFolderStore(join(folder, 'media'));
  const query = database.pool.query.bind(database.pool) as (...values: unknown[]) => unknown;
  let statements = 0;
  database.pool.query = ((...values: unknown[]) => {
    statements += 1;
    return query(...values);
  }) as typeof database.pool.query;

  const importText: TestCatalog['importText'] = (name, text, options) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return importCatalogue({
      ...{ file, database: database.pool, mediaStore, setOnHand, clock, takesSales: true },
      freightTemplates: templatesOfGoods,
      ...options,
    });
  };
  const importLines: TestCatalog['importLines'] = (lines, options) =>
    importText(
      'catalogue.jsonl',
      lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
      options,
    );

  return {
    ...{ database, folder, clock, importLines, importText },
    catalog: makeCatalog({
      ...{ database: database.pool, mediaStore, clock, findStock: findAvailable },
      offers: {
        ofProduct: () => Promise.resolve({ pieces: [], promotions: [] }),
        lowest: () => Promise.resolve(new Map()),
      },
      freightNote: (language) => (language === 'en' ? 'Free delivery from ¥99.00' : '满 ¥99.00 包邮'),
    }),
    async stockShelves(lines) {
      const outcome = await importLines(lines, { askedBefore: askedInFull });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
      clock.advance(2_000);
      return outcome.value;
    },
    statements: () => statements,
    async stop() {
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function categoryLine(slug: string, over: object = {}): object {
  return { type: 'category', slug, name: `分类 ${slug}`, nameEn: `Category ${slug}`, ...over };
}

let serial = 0;

/** A product with one SKU, of which a test says only what matters to it. */
export function productLine(
  slug: string,
  over: { sku?: object } & Record<string, unknown> = {},
): Record<string, unknown> {
  const { sku, ...rest } = over;
  serial += 1;
  return {
    type: 'product',
    slug,
    name: `商品 ${slug}`,
    nameEn: `Product ${slug}`,
    categories: ['goods'],
    skus: [{ code: `T-${serial}-${slug.toUpperCase()}`.slice(0, 40), price: 1_000, stock: 5, ...sku }],
    ...rest,
  };
}
