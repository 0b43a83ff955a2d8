import type { Transaction } from '../../platform/database.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Addresses } from '../addresses/index.ts';
import type { SealedPart, PersonalChange } from '../audit/index.ts';
import type { Customers } from '../customers/index.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Ordering } from '../ordering/index.ts';
import type { Deletion, StaffRead } from '../privacy/index.ts';
import type { WaysIn } from '../sign-in/index.ts';
import { careProblems } from './care.problems.ts';
import { changeTags, listKnownTags } from './change-tags.ts';
import { careRoutes, type CustomerCare } from './care.http.ts';
import { deactivate, reactivate } from './close-accounts.ts';
import { addNote, removeNote } from './keep-notes.ts';
import { listCustomerPage } from './list-customers.ts';
import { revealCustomer } from './reveal-customer.ts';
import { showCustomer } from './show-customer.ts';
import { careTables } from './tables.ts';

/** What is asked of the modules that know customers, each of its own. */
export type CareHouse = Ground & {
  readonly customers: Customers;
  readonly addresses: Pick<Addresses, 'addresses'>;
  readonly ordering: Pick<Ordering, 'list' | 'count'>;
  readonly signIn: Pick<WaysIn, 'countSessions' | 'endAllSessions'>;
  readonly audit: { sealPart(customerId: CustomerId, change: PersonalChange): Promise<SealedPart> };
  readonly privacy: {
    deletion(customerId: CustomerId): Promise<Deletion | undefined>;
    recordStaffRead(customerId: CustomerId, read: Omit<StaffRead, 'at'>, tx: Transaction): Promise<void>;
  };
};

export const customerCareModule = defineModule({
  name: 'customerCare',
  problems: [careProblems],
  tables: careTables,
  make(house: CareHouse) {
    const api: CustomerCare = {
      list: (query) => listCustomerPage(house, query),
      show: (customerId, language) => showCustomer(house, customerId, language),
      knownTags: () => listKnownTags(house.database),
      reveal: (by, customerId, what, reason) => revealCustomer(house, by, customerId, what, reason),
      changeTags: (by, customerId, tags) => changeTags(house, by, customerId, tags),
      addNote: (by, customerId, text) => addNote(house, by, customerId, text),
      removeNote: (by, customerId, noteId) => removeNote(house, by, customerId, noteId),
      deactivate: (by, customerId, reason) => deactivate(house, by, customerId, reason),
      reactivate: (by, customerId, reason) => reactivate(house, by, customerId, reason),
    };
    return { api, routes: (app) => careRoutes(app, api) };
  },
});
