import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Purpose } from './consent.ts';

export type StoredConsent = {
  readonly purpose: string;
  readonly version: string;
  readonly givenAt: Date;
  readonly way: string;
  readonly withdrawnAt: Date | null;
};

/** The newest thousand, newest first. */
export async function listConsents(database: Queryable, customerId: CustomerId): Promise<StoredConsent[]> {
  const { rows } = await database.query<StoredConsent>({
    name: 'customers-list-consents',
    text: `select purpose, version, given_at as "givenAt", way, withdrawn_at as "withdrawnAt" from consents
      where customer_id = $1 order by given_at desc, consent_id desc limit 1000`,
    values: [customerId],
  });
  return rows;
}

export type GivenAtSignIn = {
  customerId: CustomerId;
  phoneHash: Buffer;
  consents: readonly { consentId: string; purpose: string; version: string }[];
  now: Date;
};

/** At a sign-in: what was not given before, where the customer still has this phone. */
export async function insertConsents(
  tx: Queryable,
  { customerId, phoneHash, consents, now }: GivenAtSignIn,
): Promise<void> {
  await tx.query({
    name: 'customers-insert-consents',
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

type GivenConsent = {
  customerId: CustomerId;
  consentId: string;
  purpose: Purpose;
  version: string;
  way: string;
  now: Date;
};

/** Nothing changes where it stands already. */
export async function insertConsent(database: Queryable, consent: GivenConsent): Promise<void> {
  await database.query({
    name: 'customers-insert-consent',
    text: `insert into consents (customer_id, consent_id, purpose, version, given_at, way)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (customer_id, purpose, version) where withdrawn_at is null do nothing`,
    values: [
      consent.customerId,
      consent.consentId,
      consent.purpose,
      consent.version,
      consent.now,
      consent.way,
    ],
  });
}

/** Withdraws every version that stands. */
export async function withdrawConsents(
  database: Queryable,
  { customerId, purpose, way, now }: { customerId: CustomerId; purpose: Purpose; way: string; now: Date },
): Promise<void> {
  await database.query(
    `update consents set withdrawn_at = $3, withdrawn_way = $4
     where customer_id = $1 and purpose = $2 and withdrawn_at is null`,
    [customerId, purpose, now, way],
  );
}
