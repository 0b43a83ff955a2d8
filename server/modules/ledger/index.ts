export { post } from './post.ts';
export { findOldestPosting, sumFacts } from './postings.sql.ts';
export { ledgerModule } from './ledger.module.ts';
