import type { CustomerId } from '../../../kernel/ids.ts';
import type { Binding, DataKey, Sealing } from '../../../platform/sealing/index.ts';
import type { PasskeyInfo } from './passkey.ts';
import type { StoredPasskey } from './passkeys.sql.ts';
import { provesFrom } from './proves-from.ts';

export type NameDeps = {
  readonly sealing: Sealing;
  dataKey(customerId: CustomerId): Promise<DataKey>;
};

export function nameBinding(passkeyId: string): Binding {
  return { table: 'passkeys', column: 'name_sealed', row: passkeyId };
}

export function sealPasskeyName(
  { sealing }: Pick<NameDeps, 'sealing'>,
  dataKey: DataKey,
  passkeyId: string,
  name: string,
): Buffer {
  return sealing.seal(dataKey, nameBinding(passkeyId), name);
}

/** A passkey as its customer sees it. */
export function presentPasskey(
  { sealing }: Pick<NameDeps, 'sealing'>,
  dataKey: DataKey,
  passkey: StoredPasskey,
): PasskeyInfo {
  return {
    id: passkey.id,
    name: sealing.open(dataKey, nameBinding(passkey.id), passkey.nameSealed),
    createdAt: passkey.createdAt,
    lastUsedAt: passkey.lastUsedAt,
    isSynced: passkey.backedUp,
    copiedAt: passkey.copiedAt,
    provesFrom: provesFrom(passkey),
  };
}
