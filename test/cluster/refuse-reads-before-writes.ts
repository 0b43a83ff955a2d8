import { afterEach } from 'vitest';
import { takeBreaches, watchTransactions } from './watch-transactions.ts';

// A transaction that reads customers' rows and then writes them is as good as any on one PostgreSQL, and loses what it has
// answered on a cluster whose machine dies at that moment. So whatever a test commits is looked at.
watchTransactions();

afterEach(async () => {
  const breaches = await takeBreaches();
  if (breaches.length > 0) throw new Error(breaches.join('\n\n'));
});
