import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { accountProblems } from './accounts.problems.ts';
import { CONSENT_VERSION } from './consent.ts';
import { consentRoutes } from './consents.http.ts';
import { consentProblems } from './consents.problems.ts';
import { makeCustomers } from './customers.ts';
import { customerTables } from './tables.ts';

type CustomersHouse = Ground & {
  readonly shopSettings: { readonly policies: { presentVersion(): string | undefined } };
};

export const customersModule = defineModule({
  name: 'customers',
  problems: [consentProblems, accountProblems],
  tables: customerTables,
  make(house: CustomersHouse) {
    const consentVersion = () => house.shopSettings.policies.presentVersion() ?? CONSENT_VERSION;
    const customers = makeCustomers({ ...house, consentVersion });
    return {
      api: { ...customers, consentVersion },
      routes: (app) => consentRoutes(app, customers),
      jobs: { 'forget-phone-changes': async () => void (await customers.forgetOldPhoneChanges()) },
      crontab: [everyTime('37 3 * * *', 'forget-phone-changes')],
    };
  },
});
