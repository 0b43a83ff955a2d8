import { inject, test } from 'vitest';

/**
 * A test of what only one PostgreSQL tells: who waits for whose lock, how often a table was scanned, the plan of a statement. Where
 * the tests run on a cluster it is left out.
 */
export const onOneServer = test.skipIf(inject('testServer').nodes.length > 1);
