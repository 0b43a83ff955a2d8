import type { CustomerId } from '../../kernel/ids.ts';
import { inTransaction, type Database, type Queryable } from '../../platform/database.ts';
import type { StoredDataKey } from '../../platform/sealing/index.ts';
import { noteDevice } from './devices/devices.sql.ts';
import type { TokenRef } from './session-token.ts';
import { endReplaced, insertSession, type NewSession } from './sessions.sql.ts';

/** The customer of a phone: the one who has it, else `candidate`, who has it from then on. Safe however many ask at once. */
export async function claimPhone(
  database: Database,
  phoneHash: Buffer,
  candidate: CustomerId,
): Promise<CustomerId> {
  const { rows } = await database.query<{ customerId: CustomerId }>({
    name: 'identity-claim-phone',
    // `do nothing` would answer nothing where the phone is known; this leaves the row as it is and answers it.
    text: `insert into customer_phones as p (phone_hash, customer_id) values ($1, $2)
      on conflict (phone_hash) do update set customer_id = p.customer_id
      returning customer_id as "customerId"`,
    values: [phoneHash, candidate],
  });
  return rows[0]!.customerId;
}

export type Enrolment = {
  customerId: CustomerId;
  phoneHash: Buffer;
  phoneSealed: Buffer;
  dataKey: StoredDataKey;
  consents: readonly { consentId: string; purpose: string; version: string }[];
  session: NewSession;
  /** Of the session that the browser was in before. */
  replaced: TokenRef | undefined;
  now: Date;
};

/**
 * Writes all that a sign-in leaves behind, in one transaction and one round trip: the customer and the data key where
 * they are new, consents that were not given before, the session in place of the browser's earlier one, the device. Answers
 * whether the customer is new, whether a known customer's device is, and which session ended; undefined, with nothing
 * written, where the customer has another phone: it was changed, or the account erased, since the phone was looked up. Of two first sign-ins at once one creates the customer,
 * and the other waits for that and changes nothing.
 */
export async function enrol(
  database: Database,
  enrolment: Enrolment,
): Promise<{ isNew: boolean; isNewDevice: boolean; replaced: string | undefined } | undefined> {
  const { customer, noted, replaced } = await inTransaction(database, (tx, writes) => {
    // First, since it holds the customer: what follows sees either nothing of a change of the phone or all of it, and of
    // two sign-ins at once the second sees the device of the first.
    const customer = writeCustomer(tx, enrolment);
    writes.push(customer, insertDataKey(tx, enrolment), insertConsents(tx, enrolment));
    writes.push(insertSession(tx, enrolment.session, enrolment.phoneHash));
    const noted = noteDevice(tx, enrolment.session);
    const replaced = endReplaced(tx, enrolment.replaced, enrolment.session);
    writes.push(noted, replaced);
    // In an object, so that it is not waited for before the commit is on its way.
    return Promise.resolve({ customer, noted, replaced });
  });
  const written = await customer;
  return written && { ...written, isNewDevice: await noted, replaced: await replaced };
}

async function writeCustomer(
  tx: Queryable,
  { customerId, phoneHash, phoneSealed, now }: Enrolment,
): Promise<{ isNew: boolean } | undefined> {
  const { rows } = await tx.query<{ isNew: boolean }>({
    name: 'identity-write-customer',
    // The row is held even where the phone is another, and nothing is answered then.
    text: `insert into customers as c (customer_id, phone_hash, phone_sealed, created_at, last_signed_in_at)
      values ($1, $2, $3, $4, $4)
      on conflict (customer_id) do update
        set last_signed_in_at = greatest(c.last_signed_in_at, excluded.last_signed_in_at)
        where c.phone_hash = excluded.phone_hash
      returning c.xmax = 0 as "isNew"`,
    values: [customerId, phoneHash, phoneSealed, now],
  });
  return rows[0];
}

export async function touchCustomer(
  tx: Queryable,
  { customerId, now }: { customerId: CustomerId; now: Date },
): Promise<void> {
  await tx.query({
    name: 'identity-touch-customer',
    text: 'update customers set last_signed_in_at = $2 where customer_id = $1 and last_signed_in_at < $2',
    values: [customerId, now],
  });
}

async function insertDataKey(
  tx: Queryable,
  { customerId, phoneHash, dataKey, now }: Enrolment,
): Promise<void> {
  await tx.query({
    name: 'identity-insert-data-key',
    // Not `on conflict`: a customer whose values were sealed anew has later versions, and must not get the first again.
    text: `insert into data_keys (customer_id, version, kek_id, wrapped, created_at)
      select customer_id, $2, $3, $4, $5 from customers where customer_id = $1 and phone_hash = $6
        and not exists (select from data_keys where customer_id = $1)`,
    values: [customerId, dataKey.version, dataKey.kekId, dataKey.wrapped, now, phoneHash],
  });
}

async function insertConsents(
  tx: Queryable,
  { customerId, phoneHash, consents, now }: Enrolment,
): Promise<void> {
  await tx.query({
    name: 'identity-insert-consents',
    text: `insert into consents (customer_id, consent_id, purpose, version, given_at, way)
      select k.customer_id, c.consent_id, c.purpose, c.version, $5, 'sign-in'
      from customers k, unnest($2::uuid[], $3::text[], $4::text[]) as c (consent_id, purpose, version)
      where k.customer_id = $1 and k.phone_hash = $6
      on conflict (customer_id, purpose, version) where withdrawn_at is null do nothing`,
    values: [
      customerId,
      consents.map((consent) => consent.consentId),
      consents.map((consent) => consent.purpose),
      consents.map((consent) => consent.version),
      now,
      phoneHash,
    ],
  });
}

/** A customer's sealed phone with the data keys that open it; undefined where there is no such customer. */
export async function findSealedPhone(
  database: Queryable,
  customerId: CustomerId,
): Promise<{ phoneSealed: Buffer; dataKeys: StoredDataKey[] } | undefined> {
  const { rows } = await database.query<DataKeyRow & { phoneSealed: Buffer }>({
    name: 'identity-find-sealed-phone',
    text: `select c.customer_id as "customerId", c.phone_sealed as "phoneSealed", k.version, k.kek_id as "kekId", k.wrapped
      from customers c join data_keys k on k.customer_id = c.customer_id where c.customer_id = $1`,
    values: [customerId],
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  const dataKeys = rows.map(({ version, kekId, wrapped }) => ({
    ownerId: customerId,
    version,
    kekId,
    wrapped,
  }));
  return { phoneSealed: first.phoneSealed, dataKeys };
}

type DataKeyRow = { customerId: string; version: number; kekId: number; wrapped: Buffer };

/** The data keys of many customers, in all their versions, in one query. */
export async function listDataKeys(
  database: Database,
  customerIds: readonly CustomerId[],
): Promise<StoredDataKey[]> {
  const { rows } = await database.query<DataKeyRow>({
    name: 'identity-list-data-keys',
    text: `select customer_id as "customerId", version, kek_id as "kekId", wrapped
      from data_keys where customer_id = any($1::text[])`,
    values: [customerIds],
  });
  return rows.map(({ customerId, ...key }) => ({ ownerId: customerId, ...key }));
}
