import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { StaffRead } from './privacy.ts';

export async function insertRead(
  on: Queryable,
  read: StaffRead & { customerId: CustomerId; readId: string },
): Promise<void> {
  await on.query({
    name: 'privacy-insert-read',
    text: `insert into personal_data_reads (customer_id, read_id, at, staff_name, staff_role, what, why)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [read.customerId, read.readId, read.at, read.staffName, read.staffRole, read.what, read.why],
  });
}

/** Newest first; `before` is the id of the last one seen. */
export async function listReads(
  on: Queryable,
  customerId: CustomerId,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<(StaffRead & { id: string })[]> {
  const { rows } = await on.query<StaffRead & { id: string }>(
    `select read_id as id, at, staff_name as "staffName", staff_role as "staffRole", what, why
     from personal_data_reads where customer_id = $1 and ($2::uuid is null or read_id < $2)
     order by read_id desc limit $3`,
    [customerId, before ?? null, limit],
  );
  return rows;
}
