import { defineModule, type Ground } from '../../platform/module.ts';
import { consentRoutes } from './consents.http.ts';
import { consentProblems } from './consents.problems.ts';
import { makeCustomers } from './customers.ts';
import { customerTables } from './tables.ts';

export const customersModule = defineModule({
  name: 'customers',
  problems: [consentProblems],
  tables: customerTables,
  make(house: Ground) {
    const customers = makeCustomers(house);
    return {
      api: customers,
      routes: (app) => consentRoutes(app, customers),
      jobs: { 'forget-phone-changes': async () => void (await customers.forgetOldPhoneChanges()) },
      crontab: ['37 3 * * * forget-phone-changes'],
    };
  },
});
