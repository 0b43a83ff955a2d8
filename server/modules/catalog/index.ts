export * from './catalog.ts';
export { catalogRoutes } from './catalog.http.ts';
export { catalogProblems } from './catalog.problems.ts';
export { hasProducts } from './catalog.sql.ts';
export { faultSentence } from './import/catalogue-faults.ts';
export {
  importCatalogue,
  type ImportOptions,
  type ImportProgress,
  type ImportRefusal,
  type ImportReport,
} from './import/import-catalogue.ts';
export { makeCatalog, type Catalog } from './make-catalog.ts';
export { catalogModule } from './catalog.module.ts';
