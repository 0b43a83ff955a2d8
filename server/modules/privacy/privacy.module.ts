import { join } from 'node:path';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { CONSENT_VERSION, type Customers } from '../customers/index.ts';
import type { ShopSettings } from '../shop-settings/index.ts';
import { privacyTables } from './tables.ts';
import type { PrivacyDeps } from './privacy.deps.ts';
import { privacyEvents } from './privacy.events.ts';
import { privacyRoutes } from './privacy.http.ts';
import { privacyProblems } from './privacy.problems.ts';
import { makePrivacy } from './privacy-centre.ts';

export type PrivacyHouse = Ground & {
  readonly customers: Pick<Customers, 'dataKey'>;
  readonly shopSettings: Pick<ShopSettings, 'facts' | 'policies'>;
  readonly signIn: Pick<PrivacyDeps, 'isProved' | 'endAllSessions'>;
  readonly ordering: { listOpen(on: Queryable, customerId: CustomerId): Promise<readonly OrderNo[]> };
  readonly payment: { listOpenRefunds(on: Queryable, customerId: CustomerId): Promise<readonly OrderNo[]> };
};

export const privacyModule = defineModule({
  name: 'privacy',
  problems: [privacyProblems],
  events: privacyEvents,
  tables: privacyTables,
  async make(house: PrivacyHouse) {
    const { customers, shopSettings, signIn, ordering, payment, folder } = house;
    const privacy = await makePrivacy({
      ...house,
      tables: house.personalTables,
      exportsFolder: folder.exports,
      erasureList: join(folder.path, 'ks-order.erasures'),
      consentVersion: CONSENT_VERSION,
      ownPolicies: shopSettings.policies,
      findDataKey: customers.dataKey,
      shopName: (language) => shopSettings.facts(language).name,
      isProved: signIn.isProved,
      endAllSessions: signIn.endAllSessions,
      listOpenOrders: ordering.listOpen,
      listOpenRefunds: payment.listOpenRefunds,
    });
    return {
      api: privacy,
      routes: (app) => privacyRoutes(app, privacy),
      jobs: { ...privacy.jobs, 'remove-expired-exports': () => privacy.removeExpired() },
      crontab: [
        everyTime('*/10 * * * *', 'wake-exports'),
        everyTime('41 * * * *', 'erase-customers'),
        everyTime('21 3 * * *', 'remove-expired-exports'),
      ],
      async prepare() {
        const erasedAgain = await privacy.reapplyErasures();
        if (erasedAgain > 0)
          house.log.warn({ erasedAgain }, 'customers who had come back with a backup were erased again');
      },
    };
  },
});
