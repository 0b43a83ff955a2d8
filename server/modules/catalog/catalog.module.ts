import type { Language } from '../../kernel/language.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { catalogRoutes } from './catalog.http.ts';
import { catalogProblems } from './catalog.problems.ts';
import { indexWordsAnew } from './import/index-words-anew.ts';
import { makeCatalog, type CatalogDeps } from './make-catalog.ts';

export type CatalogHouse = Ground & {
  readonly stock: { readonly findAvailable: CatalogDeps['findStock'] };
  readonly pricing: { describeFreight(language: Language): string };
};

export const catalogModule = defineModule({
  name: 'catalog',
  ownTables: ['categories', 'products', 'skus', 'shelf', 'media'],
  problems: [catalogProblems],
  make(house: CatalogHouse) {
    const { stock, pricing } = house;
    const catalog = makeCatalog({
      ...house,
      findStock: stock.findAvailable,
      freightNote: (language) => pricing.describeFreight(language),
    });
    return {
      api: catalog,
      routes: (app) => catalogRoutes(app, { catalog }),
      jobs: { 'index-words-anew': async () => void (await indexWordsAnew(house.database)) },
      // Finds something only after the shop was brought up to date.
      crontab: ['*/5 * * * * index-words-anew'],
    };
  },
});
