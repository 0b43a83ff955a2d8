import { addressSealedColumns } from './modules/addresses/index.ts';
import { customerSealedColumns } from './modules/customers/index.ts';
import { signInSealedColumns } from './modules/sign-in/index.ts';
import { orderSealedColumns } from './modules/ordering/index.ts';
import type { SealedColumn } from './platform/sealing/index.ts';

/** Every column that is sealed by customers' data keys; a module that gets one adds its list here. */
export const sealedColumns: readonly SealedColumn[] = [
  ...customerSealedColumns,
  ...addressSealedColumns,
  ...signInSealedColumns,
  ...orderSealedColumns,
];
