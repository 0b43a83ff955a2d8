import { dayOf } from '../../kernel/shop-day.ts';
import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { keepDays } from './keep-days.ts';
import { ledgerRoutes, type Books } from './ledger.http.ts';
import { ledgerProblems } from './ledger.problems.ts';
import { readBooks, readPostings } from './read-books.ts';
import { ledgerTables } from './tables.ts';

export const ledgerModule = defineModule({
  name: 'ledger',
  problems: [ledgerProblems],
  tables: ledgerTables,
  make({ database, clock }: Ground) {
    const api: Books = {
      today: () => dayOf(clock.now()),
      ofDay: (day) => readBooks(database, day),
      postings: (query) => readPostings(database, query),
    };
    return {
      api,
      routes: (app) => ledgerRoutes(app, api),
      jobs: { 'keep-ledger-days': async () => void (await keepDays(database, clock.now())) },
      crontab: [everyTime('12 * * * *', 'keep-ledger-days')],
    };
  },
});
