import type { Language } from '../../kernel/language.ts';
import { keepUploadQuota } from '../../platform/budgets/upload-quota.ts';
import { everyTime } from '../../platform/jobs.ts';
import type { Emit } from '../../platform/events.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { fileTaskRoutes, type Tasks } from '../tasks/index.ts';
import { catalogEvents, type CatalogEvent } from './catalog.events.ts';
import { catalogRoutes } from './catalog.http.ts';
import { catalogProblems } from './catalog.problems.ts';
import { categoryRoutes } from './editing/categories.http.ts';
import { editingProblems } from './editing/editing.problems.ts';
import type { FindShort } from './editing/list-products.ts';
import { makeEditing } from './editing/make-editing.ts';
import { productActRoutes } from './editing/product-acts.http.ts';
import { productRoutes } from './editing/products.http.ts';
import { PUBLISH_DUE, publishDue } from './editing/publish-due.ts';
import type { SetLowStockAt } from './editing/save-product.ts';
import { indexWordsAnew } from './import/index-words-anew.ts';
import type { SetOnHand } from './import/write-catalogue.ts';
import type { FreightTemplates } from './freight-templates.ts';
import { makeSkuLookUp } from './look-up-skus.ts';
import { CATALOGUE_KINDS, catalogueTasks, catalogueTemplate } from './files/catalogue-files.ts';
import type { FindOffers } from './offers.ts';
import { makeCatalog, type CatalogDeps } from './make-catalog.ts';
import { mediaRoutes } from './pictures/media.http.ts';
import { sweepPictures } from './pictures/sweep-pictures.ts';
import { catalogTables } from './tables.ts';

export type CatalogHouse = Ground & {
  readonly stock: {
    readonly findAvailable: CatalogDeps['findStock'];
    readonly setLowStockAt: SetLowStockAt;
    readonly setOnHand: SetOnHand;
    readonly short: FindShort;
  };
  readonly pricing: {
    describeFreight(language: Language): string;
    readonly offers: FindOffers;
    readonly templatesOfGoods: FreightTemplates;
  };
  readonly tasks: Tasks;
};

export const catalogModule = defineModule({
  name: 'catalog',
  problems: [catalogProblems, editingProblems],
  events: catalogEvents,
  tables: catalogTables,
  make(house: CatalogHouse) {
    const { stock } = house;
    const catalog = makeCatalog({
      ...house,
      findStock: stock.findAvailable,
      // Made later.
      offers: {
        ofProduct: (product, language) => house.pricing.offers.ofProduct(product, language),
        lowest: (productIds, language) => house.pricing.offers.lowest(productIds, language),
      },
      freightNote: (language) => house.pricing.describeFreight(language),
    });
    const freightTemplates: FreightTemplates = {
      list: (on) => house.pricing.templatesOfGoods.list(on),
      hold: (tx, ids) => house.pricing.templatesOfGoods.hold(tx, ids),
    };
    const emit: Emit<CatalogEvent> = house.emit;
    const { findAvailable: findStock, setLowStockAt, short: findShort } = stock;
    const quota = keepUploadQuota(house);
    const onChanged = () => catalog.forget();
    const deps = { ...house, emit, findStock, findShort, setLowStockAt, freightTemplates, quota, onChanged };
    const editing = makeEditing(deps);
    const routes = { editing, mediaStore: house.mediaStore };
    return {
      api: { ...catalog, editing, skus: makeSkuLookUp(house) },
      async routes(app) {
        catalogRoutes(app, { catalog });
        productRoutes(app, routes);
        productActRoutes(app, routes);
        categoryRoutes(app, routes);
        await mediaRoutes(app, editing.upload);
        await fileTaskRoutes(app, house.tasks, {
          ...{ name: 'catalogue', what: 'goods', kinds: CATALOGUE_KINDS },
          ...{ change: 'products:change', read: 'products:read' },
          template: (form, language) => catalogueTemplate(form, language, house.clock.now()),
        });
      },
      tasks: catalogueTasks({ ...house, freightTemplates, setOnHand: stock.setOnHand }),
      jobs: {
        'index-words-anew': async () => void (await indexWordsAnew(house.database)),
        [PUBLISH_DUE]: async () => void (await publishDue(deps)),
        'sweep-pictures': async () => void (await sweepPictures(house)),
      },
      crontab: [
        // Finds something after the shop was brought up to date, and after categories were renamed or moved.
        everyTime('*/5 * * * *', 'index-words-anew'),
        everyTime('* * * * *', PUBLISH_DUE),
        everyTime('25 * * * *', 'sweep-pictures'),
      ],
    };
  },
});
