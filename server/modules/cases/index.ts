export * from './cases.ts';
export { closeCases, countOpenCases, listOpenCases, openCase } from './cases.sql.ts';
export { sweep, type SweepDeps } from './sweep.ts';
