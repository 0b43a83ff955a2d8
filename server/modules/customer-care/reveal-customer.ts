import { isCustomerId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import type { CustomerNotFound, Revealed, RevealWhat } from './care.ts';
import type { CareHouse } from './customer-care.module.ts';

/**
 * Shows one of the staff something personal of a customer in full, once it is on record: in the audit trail, and for the customer,
 * who sees who has looked at what and why.
 */
export async function revealCustomer(
  house: CareHouse,
  by: StaffSession,
  customerId: string,
  what: RevealWhat,
  reason: string,
): Promise<Result<Revealed, CustomerNotFound>> {
  const found = isCustomerId(customerId) ? await find(house, customerId, what) : undefined;
  if (found === undefined || !isCustomerId(customerId)) return refuse({ code: 'customer_not_found' });
  const part = await house.audit.sealPart(customerId, { before: null, after: null, reason });
  await inTransaction(house.database, async (tx) => {
    const seen = { what: `customer.${what.field}`, why: reason };
    const read = { staffName: by.name, staffRole: by.roles.join(', '), ...seen };
    await house.privacy.recordStaffRead(customerId, read, tx);
    const subject = { kind: 'customer', id: customerId };
    const did = { what: 'customer:reveal', subject, after: { field: what.field }, part };
    await record(tx, [actBy(by, house.clock.now(), did)]);
  });
  return ok(found);
}

/** What was asked for; undefined where there is no such customer or address. */
async function find(
  { customers, addresses }: CareHouse,
  customerId: Parameters<CareHouse['customers']['findPhone']>[0],
  what: RevealWhat,
): Promise<Revealed | undefined> {
  if (what.field === 'phone') {
    const phone = await customers.findPhone(customerId);
    return phone === undefined ? undefined : { phone };
  }
  const own = (await addresses.addresses(customerId)).find(({ id }) => id === what.addressId);
  return own && { recipient: own.recipient, phone: own.phone, street: [...own.region, own.street].join(' ') };
}
