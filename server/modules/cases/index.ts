export * from './cases.ts';
export { closeCase, countOpenCases, listOpenCases, openCase } from './cases.sql.ts';
