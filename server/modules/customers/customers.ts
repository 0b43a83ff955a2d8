import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';
import { closeAccounts, type ClosedAccounts } from './close-accounts.ts';
import { CONSENT_VERSION } from './consent.ts';
import { countNewByHour, findSealedPhone, listDataKeys } from './customers.sql.ts';
import { keepConsents, type ConsentLedger } from './keep-consents.ts';
import { knowCustomers, type CustomersKnown } from './know-customers.ts';
import { keepPhoneChanges, type PhoneChangesKept } from './keep-phone-changes.ts';

/** Who the customers are: their phones, their keys, what they agreed to. */
export type Customers = ConsentLedger &
  PhoneChangesKept &
  CustomersKnown &
  ClosedAccounts & {
    /** The data keys of many customers, in one query; a customer who was erased has none. */
    dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>>;
    /** Throws where the customer has none. */
    dataKey(customerId: CustomerId): Promise<DataKey>;
    /** Customers who came from `from` on, before `before`, by the clock hour; hours without any are missing. */
    countNewByHour(from: Date, before: Date): Promise<readonly { hour: Date; count: number }[]>;
    /** The phone to write to; undefined where there is no such customer. Personal, never to be logged. */
    findPhone(customerId: CustomerId): Promise<string | undefined>;
  };

export function makeCustomers(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  /** Of the texts that hold; those of the program where it is left out. */
  consentVersion?(): string;
}): Customers {
  const { database, sealing, clock } = deps;

  async function dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>> {
    const opened = await sealing.openDataKeys(await listDataKeys(database, customerIds));
    return opened as Map<CustomerId, DataKey>;
  }
  async function dataKey(customerId: CustomerId): Promise<DataKey> {
    const key = (await dataKeys([customerId])).get(customerId);
    if (key === undefined) throw new Error('a customer has no data key');
    return key;
  }
  return {
    ...keepConsents({ database, clock, version: deps.consentVersion ?? (() => CONSENT_VERSION) }),
    ...keepPhoneChanges(deps),
    ...knowCustomers({ database, sealing, dataKeys }),
    ...closeAccounts({ database, sealing, dataKey }),
    dataKeys,
    countNewByHour: (from, before) => countNewByHour(database, from, before),
    dataKey,
    async findPhone(customerId) {
      const found = await findSealedPhone(database, customerId);
      const key = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
      return key && sealing.open(key, phoneBinding(customerId), found.phoneSealed);
    },
  };
}
