import { inTransaction, type Database, type Transaction } from '../database.ts';
import type { DataKey } from './data-keys.ts';
import { deleteVersionsBelow, lockValuesOfOtherVersions, saveValues } from './reseal.sql.ts';
import { lockDataKeys } from './rotation.sql.ts';
import type { SealedColumn } from './sealed-column.ts';
import type { Sealing } from './sealing.ts';

export type ResealDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly columns: readonly SealedColumn[];
};

/**
 * Seals all that a customer has with the newest version of the data key, in one transaction that holds the rows; with
 * `removeOld` the versions before are removed in it too, once nothing is sealed with them. Nothing happens to a customer
 * with one version, or with none.
 */
export async function resealCustomer(
  deps: ResealDeps,
  customerId: string,
  { removeOld }: { removeOld: boolean },
): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    const stored = await lockDataKeys(tx, customerId);
    if (stored.length < 2) return;
    const dataKey = (await deps.sealing.openDataKeys(stored)).get(customerId)!;
    for (const column of deps.columns) await resealColumn(deps, tx, column, dataKey);
    if (removeOld) await deleteVersionsBelow(tx, customerId, dataKey.current);
  });
}

async function resealColumn(
  { sealing }: ResealDeps,
  tx: Transaction,
  column: SealedColumn,
  dataKey: DataKey,
): Promise<void> {
  const customerId = dataKey.ownerId;
  for (;;) {
    const values = await lockValuesOfOtherVersions(tx, column, customerId, dataKey.current);
    if (values.length === 0) return;
    const sealedAnew = values.map(({ keys, envelope }) => {
      const binding = column.bindingOf(customerId, keys);
      return { keys, envelope: sealing.seal(dataKey, binding, sealing.open(dataKey, binding, envelope)) };
    });
    await saveValues(tx, column, customerId, sealedAnew);
  }
}
