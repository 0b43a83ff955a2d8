import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Purpose } from './privacy.ts';

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
    name: 'privacy-list-consents',
    text: `select purpose, version, given_at as "givenAt", way, withdrawn_at as "withdrawnAt" from consents
      where customer_id = $1 order by given_at desc, consent_id desc limit 1000`,
    values: [customerId],
  });
  return rows;
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
    name: 'privacy-insert-consent',
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
