import type { CustomerId } from '../../kernel/ids.ts';
import { inTransaction } from '../../platform/database.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { PartOfAct } from './act.ts';
import { auditRoutes } from './audit.http.ts';
import { takeRightsAway } from './audit.sql.ts';
import { listOpened } from './list-acts.ts';
import type { ActFilter } from './list-acts.sql.ts';
import { openPart, sealPart, type PartDeps, type PersonalChange } from './personal-part.ts';
import { auditTables } from './tables.ts';

export type AuditHouse = Ground & Pick<PartDeps, 'customers'>;

export const auditModule = defineModule({
  name: 'audit',
  tables: auditTables,
  make(house: AuditHouse) {
    const list = (filter: ActFilter) => listOpened(house, filter);
    return {
      api: {
        list,
        sealPart: (customerId: CustomerId, change: PersonalChange) => sealPart(house, customerId, change),
        openPart: (part: PartOfAct) => openPart(house, part),
      },
      routes: (app) => auditRoutes(app, list),
      prepare: () => inTransaction(house.database, takeRightsAway),
    };
  },
});
