export * from './catalog.ts';
export * from './offers.ts';
export { catalogRoutes } from './catalog.http.ts';
export { catalogProblems } from './catalog.problems.ts';
export { hasProducts, listCategoryLinks, listSkusForSale } from './catalog.sql.ts';
export { countGoodsOfTemplates, findGoodsOfTemplate } from './freight-goods.sql.ts';
export { listProductNames } from './look-up-products.sql.ts';
export { beginDraft } from './editing/begin-drafts.sql.ts';
export { faultSentence } from './import/catalogue-faults.ts';
export {
  importCatalogue,
  type ImportOptions,
  type ImportProgress,
  type ImportRefusal,
  type ImportReport,
} from './import/import-catalogue.ts';
export { findSkuIds } from './look-up-skus.sql.ts';
export { listCategorySlugs } from './list-category-slugs.sql.ts';
export type { SkuCard, SkuLookUp } from './look-up-skus.ts';
export { makeCatalog, type Catalog } from './make-catalog.ts';
export { catalogModule } from './catalog.module.ts';
