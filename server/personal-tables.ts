import { cartTables } from './modules/cart/index.ts';
import { identityTables } from './modules/identity/index.ts';
import { orderingTables } from './modules/ordering/index.ts';
import { paymentTables } from './modules/payment/index.ts';
import { privacyTables } from './modules/privacy/index.ts';
import type { PersonalTable } from './platform/personal-table.ts';

/** Every table that holds something about persons, for export and erasure; a table stands after those it refers to. */
export const personalTables: readonly PersonalTable[] = [
  ...identityTables,
  ...cartTables,
  ...orderingTables,
  ...paymentTables,
  ...privacyTables,
];
