export * from './cases.ts';
export { closeCases, endCase, listOpenCases, openCase } from './cases.sql.ts';
export { sweep, type SweepDeps } from './sweep.ts';
export { casesModule } from './cases.module.ts';
