import type { CustomerId } from '../../../kernel/ids.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { findPhoneHashes } from '../../customers/index.ts';

/**
 * By which a person is known again in a campaign that each gets something of once: their phone, and the browser where it has a
 * mark. Keyed hashes of a kind of their own, which cannot be compared with those of other tables.
 */
export async function namePeople(
  { database, sealing }: { readonly database: Database; readonly sealing: Sealing },
  customerId: CustomerId,
  from: Partial<Attempter>,
): Promise<Buffer[]> {
  const phone = (await findPhoneHashes(database, [customerId])).get(customerId);
  return [
    ...(phone === undefined ? [] : [sealing.lookUpHash('campaign-phone', phone.toString('base64'))]),
    ...(from.deviceMark === undefined ? [] : [sealing.lookUpHash('campaign-device', from.deviceMark)]),
  ];
}
