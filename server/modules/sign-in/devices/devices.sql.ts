import type { CustomerId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { SignInWay } from '../way-in.ts';

export type SeenDevice = {
  readonly customerId: CustomerId;
  /** Undefined where the caller has no mark. */
  readonly deviceHash: Buffer | undefined;
  /** Of the session that was opened by it, in the same transaction. */
  readonly tokenHash: Buffer;
  readonly way: SignInWay;
  readonly now: Date;
};

/**
 * Notes a device by which a session was just opened; nothing where it was not. Answers whether the customer has others and
 * not yet this one. Of customers of whom no device is known, which are all who last signed in before devices were noted, it
 * answers false.
 */
export async function insertDevice(
  tx: Queryable,
  { customerId, tokenHash, way, now }: SeenDevice,
  deviceHash: Buffer,
): Promise<boolean> {
  const [{ rows }, { rowCount: others }] = await Promise.all([
    tx.query<{ isNew: boolean }>({
      name: 'sign-in-insert-device',
      text: `insert into customer_devices as d (customer_id, device_hash, first_seen_at, last_seen_at, proved_at)
        select customer_id, $2, $3::timestamptz, $3, case when $5 then $3 end
        from sessions where customer_id = $1 and token_hash = $4
        on conflict (customer_id, device_hash) do update set
          last_seen_at = greatest(d.last_seen_at, excluded.last_seen_at),
          proved_at = greatest(d.proved_at, excluded.proved_at)
        returning d.xmax = 0 as "isNew"`,
      values: [customerId, deviceHash, now, tokenHash, way === 'code'],
    }),
    tx.query({
      name: 'sign-in-find-other-device',
      text: 'select from customer_devices where customer_id = $1 and device_hash <> $2 limit 1',
      values: [customerId, deviceHash],
    }),
  ]);
  return rows[0]?.isNew === true && others === 1;
}

/** Notes that the phone was proved by a code on the device of this session. */
export async function noteProvedDevice(
  database: Queryable,
  customerId: CustomerId,
  deviceHash: Buffer,
  now: Date,
): Promise<void> {
  await database.query({
    name: 'sign-in-note-proved-device',
    text: 'update customer_devices set proved_at = greatest(proved_at, $3) where customer_id = $1 and device_hash = $2',
    values: [customerId, deviceHash, now],
  });
}

/** Whether the customer has proved the phone by a code on this device; a password alone makes no device the owner's. */
export async function isOwnersDevice(
  database: Queryable,
  customerId: CustomerId,
  deviceHash: Buffer,
): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'sign-in-is-owners-device',
    text: 'select from customer_devices where customer_id = $1 and device_hash = $2 and proved_at is not null',
    values: [customerId, deviceHash],
  });
  return rowCount === 1;
}
