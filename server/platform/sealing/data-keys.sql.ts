/**
 * The data keys as a statement of a module may join them, where a round trip of their own would cost too much: stands where
 * a table stands, with `customer_id`, `version`, `"kekId"` and `wrapped`. A customer whose values are being sealed anew comes
 * once for each version; one who was erased does not come at all.
 */
export const DATA_KEYS = '(select customer_id, version, kek_id as "kekId", wrapped from data_keys)';
