import type { Rule } from './check-statement.ts';

type Allowed = { readonly breaks: readonly Rule[]; readonly because: string };

const BY_THE_CLOCK: Allowed = {
  breaks: ['says its key'],
  because:
    'a job by the clock, of all customers: each shard answers by its index, and no customer waits for it',
};
const WHEN_KEYS_ARE_CHANGED: Allowed = {
  breaks: ['says its key'],
  because: 'the rotation of keys goes over all customers, a batch at a time, once in a while',
};
const FOR_STAFF: Allowed = {
  breaks: ['says its key'],
  because:
    'staff look through the orders of all customers: each shard answers so many rows by its index, and no customer waits for it',
};
const OF_NO_CLUSTER: Allowed = {
  breaks: ['is no upkeep in a transaction'],
  because: 'of the database that the program starts itself, which is no cluster; in no transaction',
};

/**
 * Statements that break rules of many machines and may, by their file and function. A statement that stops breaking one
 * loses its line here: the test says so.
 */
export const ALLOWED: Readonly<Record<string, Allowed>> = {
  'modules/cart/cart.sql.ts: deleteUntouchedLines': BY_THE_CLOCK,
  'modules/customers/phone-changes.sql.ts: deletePhoneChangesBefore': BY_THE_CLOCK,
  'modules/customers/phone-changes.sql.ts: listUntoldPhoneChanges': BY_THE_CLOCK,
  'modules/messaging/folded-notices.sql.ts: listOverdueNotices': BY_THE_CLOCK,
  'modules/ordering/promises.sql.ts: listPromiseEvents': BY_THE_CLOCK,
  'modules/ordering/unpaid-orders.sql.ts: listDueOrders': BY_THE_CLOCK,
  'modules/ordering/unpaid-orders.sql.ts: findNextDue': BY_THE_CLOCK,
  'modules/payment/open-payments.sql.ts: listSilentPayments': BY_THE_CLOCK,
  'modules/payment/payment-events.sql.ts: forgetBytesBefore': BY_THE_CLOCK,
  'modules/payment/refund.sql.ts: listWaitingRefunds': BY_THE_CLOCK,
  'modules/privacy/deletions.sql.ts: listDueDeletions': BY_THE_CLOCK,
  'modules/privacy/deletions.sql.ts: listErasedWithTrade': BY_THE_CLOCK,
  'modules/privacy/exports.sql.ts: expireExports': BY_THE_CLOCK,
  'modules/privacy/exports.sql.ts: listWaitingExports': BY_THE_CLOCK,
  'modules/privacy/exports.sql.ts: listWantedFiles': BY_THE_CLOCK,
  'modules/sign-in/remove-expired.ts: REMOVALS': BY_THE_CLOCK,
  'platform/budgets/counters.sql.ts: deleteEndedCounters': BY_THE_CLOCK,
  'platform/webauthn/passkey-challenges.sql.ts: deleteExpiredChallenges': BY_THE_CLOCK,

  'modules/payment/moved-money.sql.ts: listPaidWithin': BY_THE_CLOCK,
  'modules/payment/moved-money.sql.ts: listRefundedWithin': BY_THE_CLOCK,
  'modules/ledger/postings.sql.ts: findOldestPosting': BY_THE_CLOCK,

  'modules/payment/open-payments.sql.ts: hasOpenPayments': FOR_STAFF,
  'modules/ledger/postings.sql.ts: sumPostings': FOR_STAFF,
  'modules/ledger/postings.sql.ts: listPostings': FOR_STAFF,
  'modules/ordering/staff-list.sql.ts: listOrdersByEnd': FOR_STAFF,
  'modules/ordering/staff-list.sql.ts: listOrdersInState': FOR_STAFF,
  'modules/ordering/staff-list.sql.ts: listOrdersToRecipient': FOR_STAFF,
  'modules/ordering/staff-list.sql.ts: sumUpState': FOR_STAFF,
  'modules/ordering/staff-list.sql.ts: sumOrdersByHour': FOR_STAFF,
  'modules/ordering/sum-campaigns.sql.ts: sumCampaigns': FOR_STAFF,
  'modules/customers/customers.sql.ts: countNewByHour': FOR_STAFF,
  'modules/customer-care/care.sql.ts: findNextTag': FOR_STAFF,
  'modules/customer-care/care.sql.ts: listTagged': FOR_STAFF,
  'modules/customers/list-customers.sql.ts: listCustomers': FOR_STAFF,

  'modules/ordering/place-order.sql.ts: FIND': {
    breaks: ['says its key'],
    because: 'is run only where all customers lie on one machine; FIND_OVER_MANY stands for it elsewhere',
  },

  'platform/cluster/spread-tables.ts: perform': {
    breaks: ['is no upkeep in a transaction'],
    because:
      'the command that spreads tables, while the shop is stopped, with one connection to a node for all of it',
  },

  'platform/sealing/reseal.sql.ts: listCustomersWithVersions': WHEN_KEYS_ARE_CHANGED,
  'platform/sealing/rotation.sql.ts: countDataKeys': WHEN_KEYS_ARE_CHANGED,
  'platform/sealing/rotation.sql.ts: listKeysUnderRetired': WHEN_KEYS_ARE_CHANGED,
  'platform/sealing/rotation.sql.ts: listNewestVersions': WHEN_KEYS_ARE_CHANGED,

  'platform/embedded-postgres/create-cluster.ts: createCluster': OF_NO_CLUSTER,
  'platform/embedded-postgres/separate-roles.ts: roleStatements': OF_NO_CLUSTER,
  'platform/embedded-postgres/separate-roles.ts: separateOwner': OF_NO_CLUSTER,
  'platform/migrations.ts: migrate': {
    breaks: ['is no upkeep in a transaction'],
    because: 'the table of migrations is made before the first one, in no transaction',
  },
  'modules/catalog/import/import-catalogue.sql.ts: settleCatalogue': {
    breaks: ['is no upkeep in a transaction'],
    because: 'run after the commit: it takes a database, which a transaction is not',
  },
  'modules/privacy/deletions.sql.ts: listErasures': {
    breaks: ['says its key'],
    because: 'when the program starts, a thousand at a time, by their ids',
  },
  'modules/privacy/personal-tables.sql.ts: eraseStatement': {
    breaks: ['says its key'],
    because: 'its condition is said by the described table: each of them is checked by a test of its own',
  },
  'modules/sign-in/security-log/security-log.sql.ts: insertRecords': {
    breaks: ['inserts its key'],
    because: 'the number of a record is made by the table, before the machine is chosen',
  },
  'modules/sign-in/sessions/sessions.sql.ts: endReplaced': {
    breaks: ['joins by the key'],
    because:
      'of two customers only where a browser goes from one to another: one machine is asked, then the other writes, in the same round trip as the sign-in',
  },

  'modules/ordering/unpaid-limits.sql.ts: sumUnpaidFrom': {
    breaks: ['says its key'],
    because: 'a device or network may belong to many customers: each shard sums its own by an index',
  },
};
