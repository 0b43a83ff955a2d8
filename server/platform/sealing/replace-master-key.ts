import { inTransaction, type Database } from '../database.ts';
import { StartRefusal } from '../start-refusal.ts';
import type { MasterKey } from './master-key.ts';
import { lockKeys, saveWrappedKeys } from './sealing.sql.ts';

/**
 * Wraps the shop's few keys by another master key, all in one transaction; what is sealed for customers stays as it is.
 * Answers how many there were, 0 where the new master key had wrapped them all before. Processes that run go on with the
 * keys they have opened, but start again only with the new master key.
 */
export async function replaceMasterKey(
  database: Database,
  old: MasterKey,
  next: MasterKey,
): Promise<{ replaced: number }> {
  return inTransaction(database, async (tx) => {
    const stored = (await lockKeys(tx)).filter((key) => key.masterKeyFingerprint !== next.fingerprint);
    const wrapped = await Promise.all(
      stored.map(async (key) => {
        if (key.masterKeyFingerprint !== old.fingerprint) {
          throw new StartRefusal(
            `The master key ${old.origin} is not the one this database was sealed with. Name the present one in MASTER_KEY_FILE; nothing was changed.`,
          );
        }
        const plain = await old.unwrap(key.wrapped);
        const anew = await next.wrap(plain);
        // The old one may be thrown away after this, so it is not taken on trust that the new one opens what it wraps.
        if (!(await next.unwrap(anew)).equals(plain))
          throw new Error('the new master key does not open what it wraps');
        return { id: key.id, wrapped: anew };
      }),
    );
    await saveWrappedKeys(tx, wrapped, next.fingerprint);
    return { replaced: wrapped.length };
  });
}
