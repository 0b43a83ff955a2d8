import { identitySealedColumns } from './modules/identity/index.ts';
import { orderSealedColumns } from './modules/ordering/index.ts';
import type { SealedColumn } from './platform/sealing/index.ts';

/** Every column that is sealed by customers' data keys; a module that gets one adds its list here. */
export const sealedColumns: readonly SealedColumn[] = [...identitySealedColumns, ...orderSealedColumns];
