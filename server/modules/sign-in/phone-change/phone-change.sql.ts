import type { Queryable } from '../../../platform/database.ts';

/** Its codes of the day. An erasure looks for those of the present phone, and would miss them later. */
export async function deleteCodes(tx: Queryable, phoneHash: Buffer): Promise<void> {
  await tx.query('delete from sign_in_codes where phone_hash = $1', [phoneHash]);
}
