import { isCustomerId, type CustomerId } from '../../kernel/ids.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import type { Page } from '../../kernel/page.ts';
import { parseMobile } from '../../kernel/phone.ts';
import type { CustomerItem } from './care.ts';
import { listTagged, listTagsOf } from './care.sql.ts';
import type { CareHouse } from './customer-care.module.ts';

export type CustomerQuery = {
  /** A phone, a customer's id or an order number, whole. */
  readonly q?: string | undefined;
  /** Whether a whole phone may be looked for: who may not see phones would find each by trying what a mask leaves open. */
  readonly mayFindPhones: boolean;
  readonly tag?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** After a time, and of those at it after a customer. */
export const CUSTOMER_CURSOR = /^(\d{1,15})-([0-9A-HJKMNP-TV-Z]{12})$/;

/**
 * A page of customers, the newest first; with a tag, who was given it last first; of what is looked for, the one whose it is. Of
 * what looks like a phone only its keyed hash is asked for.
 */
export async function listCustomerPage(house: CareHouse, query: CustomerQuery): Promise<Page<CustomerItem>> {
  const { q = '', tag = '', limit } = query;
  if (q.trim() !== '') {
    const customerId = await whoIs(house, q.trim(), query.mayFindPhones);
    return { items: await describe(house, customerId === undefined ? [] : [customerId]), nextCursor: null };
  }
  const after = readCursor(query.cursor);
  const rows =
    tag === ''
      ? (await house.customers.list(after, limit + 1)).map(({ customerId, createdAt: at }) => ({
          customerId,
          at,
        }))
      : await listTagged(house.database, tag, after, limit + 1);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: await describe(
      house,
      shown.map(({ customerId }) => customerId),
    ),
    nextCursor: last === undefined ? null : `${last.at.getTime()}-${last.customerId}`,
  };
}

function readCursor(cursor = '') {
  const [, at, customerId] = CUSTOMER_CURSOR.exec(cursor) ?? [];
  return at === undefined ? undefined : { at: new Date(Number(at)), customerId: customerId as CustomerId };
}

async function whoIs(
  { customers }: CareHouse,
  q: string,
  mayFindPhones: boolean,
): Promise<CustomerId | undefined> {
  const phone = parseMobile(q);
  if (phone !== undefined) return mayFindPhones ? customers.findByPhone(phone) : undefined;
  const text = q.toUpperCase().replaceAll(/[\s-]/g, '');
  return isCustomerId(text) ? text : customerOfOrderNo(text);
}

/** In the order of the ids; who is not there is left out. */
async function describe(house: CareHouse, customerIds: readonly CustomerId[]): Promise<CustomerItem[]> {
  if (customerIds.length === 0) return [];
  const [known, tags] = await Promise.all([
    house.customers.findMany(customerIds),
    listTagsOf(house.database, customerIds),
  ]);
  const byId = new Map(known.map((one) => [one.customerId, one]));
  return customerIds.flatMap((customerId) => {
    const one = byId.get(customerId);
    return one === undefined ? [] : [{ ...one, tags: tags.get(customerId) ?? [] }];
  });
}
