export * from './consent.ts';
export type * from './customer.ts';
export { phoneBinding } from './bindings.ts';
export { accountProblems } from './accounts.problems.ts';
export { consentProblems } from './consents.problems.ts';
export { insertConsents, type GivenAtSignIn } from './consents.sql.ts';
export {
  findSealedPhone,
  insertDataKey,
  listUnerased,
  touchCustomer,
  writeCustomer,
  type NewCustomer,
} from './customers.sql.ts';
export { findDeactivated, listCustomers } from './list-customers.sql.ts';
export { holdCustomer, keepCustomer, lockCustomer } from './hold-customers.sql.ts';
export {
  claimFreePhone,
  claimPhone,
  findCustomerOfPhone,
  findPhoneHashes,
  freePhone,
  lockPhone,
  updatePhone,
} from './phones.sql.ts';
export { CUSTOMERS } from './shared-rows.sql.ts';
export { writePhoneChange } from './keep-phone-changes.ts';
export { makeCustomers, type Customers } from './customers.ts';
export { customersModule } from './customers.module.ts';
