import type { Queryable, Transaction } from '../../../platform/database.ts';

/** Days that the shop has made its own, as an anniversary. */
export type OwnDays = {
  readonly daysId: string;
  readonly name: string;
  readonly nameEn: string | null;
  /** `2026-11-27`, both included. */
  readonly from: string;
  readonly until: string;
};

const MOST = 200;

export async function listOwnDays(on: Queryable): Promise<OwnDays[]> {
  const { rows } = await on.query<OwnDays>({
    name: 'pricing-list-own-days',
    text: `select days_id as "daysId", name, name_en as "nameEn", first_day::text as "from", last_day::text as "until"
           from own_days order by first_day desc, days_id limit ${MOST}`,
  });
  return rows;
}

export async function insertOwnDays(tx: Transaction, days: OwnDays): Promise<void> {
  const { daysId, name, nameEn, from, until } = days;
  await tx.query({
    name: 'pricing-insert-own-days',
    text: 'insert into own_days (days_id, name, name_en, first_day, last_day) values ($1, $2, $3, $4, $5)',
    values: [daysId, name, nameEn, from, until],
  });
}

/** Answers what was there; undefined where it is gone. */
export async function deleteOwnDays(tx: Transaction, daysId: string): Promise<OwnDays | undefined> {
  const { rows } = await tx.query<OwnDays>({
    name: 'pricing-delete-own-days',
    text: `delete from own_days where days_id = $1
           returning days_id as "daysId", name, name_en as "nameEn", first_day::text as "from", last_day::text as "until"`,
    values: [daysId],
  });
  return rows[0];
}
