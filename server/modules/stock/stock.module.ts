import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Transaction } from '../../platform/database.ts';
import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { SkuLookUp } from '../catalog/index.ts';
import { fileTaskRoutes, type Tasks } from '../tasks/index.ts';
import { changeRule, setLowStockAt, type RuleDeps } from './change-rule.ts';
import { STOCK_KINDS, stockTasks, stockTemplate } from './files/stock-files.ts';
import { listStockPage, showStock } from './list-stock.ts';
import { markShortStock } from './mark-short.ts';
import { moveStock } from './move-stock.ts';
import { readLedger } from './read-ledger.ts';
import { countShort, listShort } from './short-stock.sql.ts';
import { stockEvents } from './stock.events.ts';
import { stockRoutes, type StaffStock } from './stock.http.ts';
import { stockProblems } from './stock.problems.ts';
import { findAvailable, findStock, setOnHand } from './stock.sql.ts';
import type { Shortages } from './stock.ts';
import { stockTables } from './tables.ts';

export type StockHouse = Ground & {
  /** Made later: what SKUs are called is asked for lists that people look at. */
  readonly catalog: { readonly skus: SkuLookUp };
  readonly tasks: Tasks;
};

/** Counts for people end here: what is more is only more. */
const MOST_COUNTED = 1_000;

export const stockModule = defineModule({
  name: 'stock',
  problems: [stockProblems],
  events: stockEvents,
  tables: stockTables,
  make(house: StockHouse) {
    const { database } = house;
    const deps: RuleDeps = {
      ...house,
      isSku: async (skuId) => (await house.catalog.skus.cards([skuId], 'zh-CN')).has(skuId),
    };
    const ofStaff: StaffStock = {
      list: (query, language) => listStockPage({ database, skus: house.catalog.skus }, query, language),
      find: async (skuId) => (await findStock(database, [skuId])).get(skuId),
      ledger: (skuId, page) => readLedger(database, skuId, page),
      move: (by, asked) => moveStock(deps, by, asked),
      changeRule: (by, skuId, lowStockAt) => changeRule(deps, by, skuId, lowStockAt),
    };
    return {
      api: {
        ...ofStaff,
        findAvailable,
        setOnHand,
        show: (skuId: SkuId, language: Language) =>
          showStock({ database, skus: house.catalog.skus }, skuId, language),
        /** Up to a thousand of each. */
        shortages: (): Promise<Shortages> => countShort(database, MOST_COUNTED),
        /** SKUs of which few or none are left, those that became so last first. */
        short: async (limit: number): Promise<SkuId[]> =>
          (await listShort(database, 'low', undefined, limit)).map(({ skuId }) => skuId),
        /** For who changes a SKU's rule in a transaction of its own. Answers what it was. */
        setLowStockAt: (tx: Transaction, skuId: SkuId, lowStockAt: number) =>
          setLowStockAt(deps, tx, skuId, lowStockAt),
      },
      async routes(app) {
        stockRoutes(app, ofStaff);
        await fileTaskRoutes(app, house.tasks, {
          ...{ name: 'stock', what: 'counts of stock', kinds: STOCK_KINDS },
          ...{ change: 'stock:change', read: 'stock:read' },
          template: (form, language) => stockTemplate(form, language, house.clock.now()),
        });
      },
      tasks: stockTasks({ ...deps, skus: () => house.catalog.skus }),
      jobs: { 'mark-short-stock': () => markShortStock(deps) },
      // What orders leave is told within a minute; placing them does nothing for it.
      crontab: [everyTime('* * * * *', 'mark-short-stock')],
    };
  },
});
