import { isCustomerId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Queryable } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import type { CustomerNotFound } from './care.ts';
import { deleteOtherTags, findNextTag, insertTag, listTagsOf } from './care.sql.ts';
import type { CareHouse } from './customer-care.module.ts';

/** Gives a customer these tags and no others. What they were is kept sealed in the trail. */
export async function changeTags(
  house: CareHouse,
  by: StaffSession,
  customerId: string,
  wanted: readonly string[],
): Promise<Result<readonly string[], CustomerNotFound>> {
  const tags = [...new Set(wanted)];
  const [known] = isCustomerId(customerId) ? await house.customers.findMany([customerId]) : [];
  if (known === undefined || known.phoneMasked === null) return refuse({ code: 'customer_not_found' });
  const id = known.customerId;
  const before = (await listTagsOf(house.database, [id])).get(id) ?? [];
  if (before.length === tags.length && before.every((tag) => tags.includes(tag))) return ok(tags);
  const part = await house.audit.sealPart(id, { before: { tags: before }, after: { tags } });
  await inTransaction(house.database, async (tx) => {
    const at = house.clock.now();
    await deleteOtherTags(tx, id, tags);
    for (const tag of tags) await insertTag(tx, id, { tag, at, memberId: by.staffId });
    const subject = { kind: 'customer', id };
    await record(tx, [actBy(by, at, { what: 'customer:tag', subject, part })]);
  });
  return ok(tags);
}

/** As many as somebody can choose from. */
const MOST_KNOWN = 50;

/** The tags that customers have, in their order; one step of an index each, however many have them. */
export async function listKnownTags(on: Queryable): Promise<string[]> {
  const tags: string[] = [];
  while (tags.length < MOST_KNOWN) {
    const tag = await findNextTag(on, tags.at(-1) ?? '');
    if (tag === undefined) break;
    tags.push(tag);
  }
  return tags;
}
