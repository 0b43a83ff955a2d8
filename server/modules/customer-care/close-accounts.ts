import { isCustomerId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import type { CustomerNotFound } from './care.ts';
import type { CareHouse } from './customer-care.module.ts';

/**
 * Closes an account to its owner: nobody signs in to it or orders by it from the commit on, whatever sessions are left; these are
 * ended besides. Orders go on. Done twice it changes nothing.
 */
export async function deactivate(
  house: CareHouse,
  by: StaffSession,
  customerId: string,
  reason: string,
): Promise<Result<null, CustomerNotFound>> {
  const [known] = isCustomerId(customerId) ? await house.customers.findMany([customerId]) : [];
  if (known === undefined || known.phoneMasked === null) return refuse({ code: 'customer_not_found' });
  const id = known.customerId;
  const at = house.clock.now();
  const [close, part] = await Promise.all([
    house.customers.deactivate(id, { memberId: by.staffId, at, reason }),
    house.audit.sealPart(id, { before: null, after: null, reason }),
  ]);
  await inTransaction(house.database, async (tx) => {
    if (!(await close(tx))) return;
    const subject = { kind: 'customer', id };
    await record(tx, [actBy(by, at, { what: 'customer:deactivate', subject, part })]);
  });
  await house.signIn.endAllSessions(id);
  return ok(null);
}

/** Opens it again: its owner signs in as before. */
export async function reactivate(
  house: CareHouse,
  by: StaffSession,
  customerId: string,
  reason: string,
): Promise<Result<null, CustomerNotFound>> {
  if (!isCustomerId(customerId)) return refuse({ code: 'customer_not_found' });
  const [known] = await house.customers.findMany([customerId]);
  if (known === undefined) return refuse({ code: 'customer_not_found' });
  // Whoever was erased has no key to seal a reason by, and no account to open.
  if (known.phoneMasked === null) return ok(null);
  const part = await house.audit.sealPart(customerId, { before: null, after: null, reason });
  await inTransaction(house.database, async (tx) => {
    if (!(await house.customers.reactivate(tx, customerId))) return;
    const subject = { kind: 'customer', id: customerId };
    await record(tx, [actBy(by, house.clock.now(), { what: 'customer:reactivate', subject, part })]);
  });
  return ok(null);
}
