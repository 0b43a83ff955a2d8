export { post } from './post.ts';
export { findOldestPosting, sumFacts } from './postings.sql.ts';
export type { Books } from './ledger.http.ts';
export { ledgerModule } from './ledger.module.ts';
