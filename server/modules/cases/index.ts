export * from './cases.ts';
export { closeCases, countOpenCases, endCase, listOpenCases, openCase } from './cases.sql.ts';
export { sweep, type SweepDeps } from './sweep.ts';
