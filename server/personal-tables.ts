import { cartTables } from './modules/cart/index.ts';
import { addressTables } from './modules/addresses/index.ts';
import { customerTables } from './modules/customers/index.ts';
import { signInTables } from './modules/sign-in/index.ts';
import { orderingTables } from './modules/ordering/index.ts';
import { paymentTables } from './modules/payment/index.ts';
import { privacyTables } from './modules/privacy/index.ts';
import type { PersonalTable } from './platform/personal-table.ts';

/** Every table that holds something about persons, for export and erasure; a table stands after those it refers to. */
export const personalTables: readonly PersonalTable[] = [
  ...customerTables,
  ...addressTables,
  ...signInTables,
  ...cartTables,
  ...orderingTables,
  ...paymentTables,
  ...privacyTables,
];
