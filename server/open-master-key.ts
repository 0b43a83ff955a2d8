import { join } from 'node:path';
import type { Config } from './platform/config.ts';
import { openExternalMasterKey, openFileMasterKey, type MasterKey } from './platform/sealing/index.ts';

/** The master key of this shop: of the key service where one is named, else of a file, which a new shop makes itself. */
export function openMasterKey(config: Config, keysFolder: string, mayCreate: boolean): Promise<MasterKey> {
  if (config.masterKeyService !== undefined) return openExternalMasterKey(config.masterKeyService);
  return openFileMasterKey({
    file: config.masterKeyFile ?? join(keysFolder, 'master-key.pem'),
    mayCreate,
    mustBePrivate: config.masterKeyFile === undefined,
  });
}
