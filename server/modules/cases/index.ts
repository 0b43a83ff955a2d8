export * from './cases.ts';
export { closeCase, listOpenCases, openCase } from './cases.sql.ts';
export { casesModule } from './cases.module.ts';
