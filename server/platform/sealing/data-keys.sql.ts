import type { StoredDataKey } from './data-keys.ts';

/**
 * The data keys as a statement of a module may join them, where a round trip of their own would cost too much: stands where
 * a table stands, with `customer_id`, `version`, `"kekId"` and `wrapped`. A customer whose values are being sealed anew comes
 * once for each version; one who was erased does not come at all.
 */
export const DATA_KEYS = '(select customer_id, version, kek_id as "kekId", wrapped from data_keys)';

/** What a row has of them. */
export type DataKeyRow = Pick<StoredDataKey, 'version' | 'kekId' | 'wrapped'>;

/** The keys in rows of one owner, whatever else stands in these. */
export function dataKeysIn(ownerId: string, rows: readonly DataKeyRow[]): StoredDataKey[] {
  return rows.map(({ version, kekId, wrapped }) => ({ ownerId, version, kekId, wrapped }));
}
