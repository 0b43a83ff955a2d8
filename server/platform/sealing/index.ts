export { SealingFault } from './envelope.ts';
export { openFileMasterKey } from './file-master-key.ts';
export { hasSealedKeys } from './key-ring.ts';
export type { MasterKey } from './master-key.ts';
export { openSealing, type Binding, type DataKey, type Sealing, type StoredDataKey } from './sealing.ts';
