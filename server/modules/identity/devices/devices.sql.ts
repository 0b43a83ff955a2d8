import type { CustomerId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';

export type SeenDevice = {
  readonly customerId: CustomerId;
  /** Undefined where the caller has no mark: nothing is written then. */
  readonly deviceHash: Buffer | undefined;
  /** Of the session that was opened by it, in the same transaction. */
  readonly tokenHash: Buffer;
  readonly now: Date;
};

/**
 * Notes a device by which a session was just opened. Answers whether the customer has others and not yet this one. Of
 * customers of whom no device is known, which are all who last signed in before devices were noted, it answers false.
 */
export async function noteDevice(
  tx: Queryable,
  { customerId, deviceHash, tokenHash, now }: SeenDevice,
): Promise<boolean> {
  if (deviceHash === undefined) return false;
  const { rows } = await tx.query<{ isNew: boolean }>({
    name: 'identity-note-device',
    text: `with known as (select device_hash from customer_devices where customer_id = $1)
      insert into customer_devices as d (customer_id, device_hash, first_seen_at, last_seen_at)
      select customer_id, $2, $3::timestamptz, $3 from sessions where customer_id = $1 and token_hash = $4
      on conflict (customer_id, device_hash) do update set last_seen_at = greatest(d.last_seen_at, excluded.last_seen_at)
      returning exists (select from known) and not exists (select from known where device_hash = $2) as "isNew"`,
    values: [customerId, deviceHash, now, tokenHash],
  });
  return rows[0]?.isNew ?? false;
}
