export * from './catalog.ts';
export type { FindStock, StockReading } from './availability.ts';
export { catalogRoutes } from './catalog.http.ts';
export { catalogProblems } from './catalog.problems.ts';
export { refreshShelf } from './catalog.sql.ts';
export { faultSentence, type CatalogueFault } from './import/catalogue-faults.ts';
export {
  importCatalogue,
  type ImportOptions,
  type ImportProgress,
  type ImportRefusal,
  type ImportReport,
} from './import/import-catalogue.ts';
export type { SetOnHand } from './import/write-catalogue.ts';
export type { ListRefusal } from './list-products.ts';
export { makeCatalog, type Catalog, type CatalogDeps } from './make-catalog.ts';
