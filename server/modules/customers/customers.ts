import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';
import { CONSENT_VERSION } from './consent.ts';
import { findSealedPhone, listDataKeys } from './customers.sql.ts';
import { keepConsents, type ConsentLedger } from './keep-consents.ts';
import { keepPhoneChanges, type PhoneChangesKept } from './keep-phone-changes.ts';

/** Who the customers are: their phones, their keys, what they agreed to. */
export type Customers = ConsentLedger &
  PhoneChangesKept & {
    /** The data keys of many customers, in one query; a customer who was erased has none. */
    dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>>;
    /** Throws where the customer has none. */
    dataKey(customerId: CustomerId): Promise<DataKey>;
    /** The phone to write to; undefined where there is no such customer. Personal, never to be logged. */
    findPhone(customerId: CustomerId): Promise<string | undefined>;
  };

export function makeCustomers(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): Customers {
  const { database, sealing, clock } = deps;

  async function dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>> {
    const opened = await sealing.openDataKeys(await listDataKeys(database, customerIds));
    return opened as Map<CustomerId, DataKey>;
  }
  return {
    ...keepConsents({ database, clock, version: CONSENT_VERSION }),
    ...keepPhoneChanges(deps),
    dataKeys,
    async dataKey(customerId) {
      const key = (await dataKeys([customerId])).get(customerId);
      if (key === undefined) throw new Error('a customer has no data key');
      return key;
    },
    async findPhone(customerId) {
      const found = await findSealedPhone(database, customerId);
      const key = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
      return key && sealing.open(key, phoneBinding(customerId), found.phoneSealed);
    },
  };
}
