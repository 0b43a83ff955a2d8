import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { numbersBeginningWith, numbersWithin } from '../../kernel/numbers.ts';
import type { Page } from '../../kernel/page.ts';
import type { Database } from '../../platform/database.ts';
import { byNumber, inStates, withSkus, type ListReservations, type Source } from './list-sources.ts';
import { maskAddress } from './mask-personal.ts';
import { openAddress, recipientHashOf, type DataKey } from './order-address.ts';
import {
  ORDER_STATES,
  SUMMARY_LINES,
  type OrderAddress,
  type OrderState,
  type OrderSummary,
} from './order.ts';
import { readSearch, type Attempt } from './read-search.ts';
import { summarise, type ReadDeps } from './read-orders.ts';
import {
  listFirstLinesOfMany,
  listOrdersByEnd,
  listOrdersByNumber,
  listOrdersOfCustomer,
  listOrdersToRecipient,
  listOrdersWithSku,
  sumUpState,
  type ListedOrder,
} from './staff-list.sql.ts';

export type StaffListDeps = ReadDeps & {
  /** The data keys of many customers; one who was erased has none. */
  findDataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>>;
  /** Whose account a phone is. */
  findCustomerOfPhone(phone: string): Promise<CustomerId | undefined>;
  /** The SKU of a code, or those of products of such a name. */
  findSkus(by: 'code' | 'name', text: string): Promise<readonly SkuId[]>;
  readonly listReservations: ListReservations;
};

export type StaffListQuery = {
  /** A number, its beginning or its end, a phone, a SKU's code, a product's name. */
  readonly q?: string;
  /** Whether a whole phone may be looked for: who may not see phones would find each by trying what a mask leaves open. */
  readonly mayFindPhones?: boolean;
  /** Any of these; all where none is named. */
  readonly states?: readonly OrderState[];
  readonly placedFrom?: Date;
  /** Not with it. */
  readonly placedTo?: Date;
  readonly skuId?: SkuId;
  /** The gateway by which it was paid. */
  readonly gateway?: string;
  /** One of the shop's tags. */
  readonly flag?: string;
  readonly limit: number;
  readonly cursor?: string;
};

/** What of `q` has led to what was found. */
export type FoundBy = Attempt['by'];

/** An order in the list of staff: what is personal is masked, and there is none of it where the customer was erased. */
export type ListedForStaff = Omit<OrderSummary, 'url' | 'actions' | 'savedAmount'> & {
  readonly customerId: CustomerId;
  readonly address: OrderAddress | null;
  readonly hasNote: boolean;
  readonly paidBy: string | null;
  readonly tags: readonly string[];
};

/** A page may be short, or even empty, and still name a next one: looking through many for few ends after so many. */
export type StaffOrderPage = Page<ListedForStaff> & { readonly foundBy: FoundBy | null };

/** Orders that one page looks through at most, where something is asked for that no index knows. */
const MOST_READ = 2_000;
const STEP = 500;

/** Newest first. Of a text that may be several things, the first that finds any is what was meant. */
export async function listForStaff(
  deps: StaffListDeps,
  query: StaffListQuery,
  language: Language,
): Promise<StaffOrderPage> {
  const place = readCursor(query.cursor);
  const attempts = query.q === undefined ? [] : readSearch(query.q);
  const allowed = attempts.filter(({ by }) => by !== 'phone' || query.mayFindPhones);
  if (attempts.length === 0) {
    const isAll = place?.by === 'all';
    const found = await gather(deps, await sourceOf(deps, query), query, isAll ? place.after : undefined);
    return present(deps, found, 'all', language);
  }
  const among = place === undefined ? allowed : allowed.filter(({ by }) => by === place.by);
  for (const attempt of among) {
    const source = await searchBy(deps, attempt);
    const found = source && (await gather(deps, source, query, place?.after));
    if (found && (found.orders.length > 0 || found.after !== undefined))
      return present(deps, found, attempt.by, language);
  }
  return { items: [], nextCursor: null, foundBy: null };
}

const spanOf = ({ placedFrom, placedTo }: StaffListQuery) => numbersWithin(placedFrom, placedTo);

async function sourceOf(deps: StaffListDeps, query: StaffListQuery): Promise<Source> {
  const { database } = deps;
  if (query.skuId !== undefined) return withSkus(database, deps.listReservations, [query.skuId]);
  return inStates(database, query.states ?? ORDER_STATES, spanOf(query));
}

async function searchBy(deps: StaffListDeps, attempt: Attempt): Promise<Source | undefined> {
  const { database, sealing } = deps;
  switch (attempt.by) {
    case 'number':
      return byNumber([() => listOrdersByNumber(database, [attempt])]);
    case 'beginning':
      return inStates(database, ORDER_STATES, numbersBeginningWith(attempt.beginning));
    case 'end':
      return byNumber([(span, size) => listOrdersByEnd(database, attempt.end, span, size)]);
    case 'phone': {
      const hash = recipientHashOf(sealing, attempt.phone);
      const customerId = await deps.findCustomerOfPhone(attempt.phone);
      return byNumber([
        (span, size) => listOrdersToRecipient(database, hash, span, size),
        ...(customerId === undefined
          ? []
          : [
              (span: ReturnType<typeof spanOf>, size: number) =>
                listOrdersOfCustomer(database, customerId, span, size),
            ]),
      ]);
    }
    case 'sku':
    case 'product': {
      const skuIds = await deps.findSkus(attempt.by === 'sku' ? 'code' : 'name', attempt.text);
      return skuIds.length === 0 ? undefined : withSkus(database, deps.listReservations, skuIds);
    }
  }
}

type Gathered = { readonly orders: readonly ListedOrder[]; readonly after: string | undefined };

/** Walks on along a source until the page is full, it ends, or enough was looked through. */
async function gather(
  { database }: StaffListDeps,
  source: Source,
  query: StaffListQuery,
  from: string | undefined,
): Promise<Gathered> {
  const orders: ListedOrder[] = [];
  let after = from;
  let read = 0;
  for (let size = query.limit + 1; read < MOST_READ; size = STEP) {
    const step = await source(after, size);
    const kept = await keep(
      database,
      query,
      step.found.map(({ order }) => order),
    );
    for (const one of step.found) {
      if (kept.has(one.order)) {
        // One more than the page holds has been seen, so there is a next page.
        if (orders.length === query.limit) return { orders, after };
        orders.push(one.order);
      }
      after = one.after;
    }
    if (step.isLast) return { orders, after: undefined };
    read += Math.max(step.found.length, 1);
  }
  return { orders, after };
}

/** Those of some orders that are what is asked for. */
async function keep(
  database: Database,
  query: StaffListQuery,
  orders: readonly ListedOrder[],
): Promise<ReadonlySet<ListedOrder>> {
  const { states, placedFrom, placedTo, gateway, flag, skuId } = query;
  const fitting = orders.filter(
    ({ state, placedAt, paidBy, tags }) =>
      (states === undefined || states.includes(state)) &&
      (placedFrom === undefined || placedAt >= placedFrom) &&
      (placedTo === undefined || placedAt < placedTo) &&
      (gateway === undefined || paidBy === gateway) &&
      (flag === undefined || (tags ?? []).includes(flag)),
  );
  if (skuId === undefined || query.q === undefined || fitting.length === 0) return new Set(fitting);
  const holding = await listOrdersWithSku(database, fitting, skuId);
  return new Set(fitting.filter(({ orderNo }) => holding.has(orderNo)));
}

async function present(
  deps: StaffListDeps,
  { orders, after }: Gathered,
  by: FoundBy | 'all',
  language: Language,
): Promise<StaffOrderPage> {
  const nextCursor = after === undefined ? null : `${by}.${after}`;
  const foundBy = by === 'all' ? null : by;
  if (orders.length === 0) return { items: [], nextCursor, foundBy };
  const [lines, dataKeys] = await Promise.all([
    listFirstLinesOfMany(deps.database, orders, SUMMARY_LINES),
    deps.findDataKeys([...new Set(orders.map(({ customerId }) => customerId))]),
  ]);
  const now = deps.clock.now();
  const items = orders.map((order) => {
    const { customerId, orderNo, paidBy, tags } = order;
    const { actions: _ofCustomer, ...summary } = summarise(order, lines.get(orderNo) ?? [], language, now);
    return {
      ...summary,
      customerId,
      paidBy,
      tags: tags ?? [],
      ...maskPersonal(deps, order, dataKeys.get(customerId)),
    };
  });
  return { items, nextCursor, foundBy };
}

function maskPersonal(
  { sealing, regionOf }: StaffListDeps,
  order: ListedOrder,
  dataKey: DataKey | undefined,
): Pick<ListedForStaff, 'address' | 'hasNote'> {
  if (dataKey === undefined || order.sealed.length === 0) return { address: null, hasNote: false };
  const { note, ...address } = openAddress(sealing, dataKey, order);
  const { regionCode } = order;
  const region = regionOf(regionCode, address.street);
  return { address: maskAddress({ ...address, regionCode, region }), hasNote: note !== null };
}

const CURSOR =
  /^(?:(all|number|beginning|end|phone)\.([0-9A-Z]{31})|(all|sku|product)\.(\d{1,18}:\d{1,16}(?:\.\d{1,18}:\d{1,16}){0,63}))$/;
/** What a cursor looks like, for whoever takes one. */
export const CURSOR_PATTERN = CURSOR.source;

function readCursor(cursor = ''): { by: string; after: string } | undefined {
  const [, by, orderNo, skuBy, places] = CURSOR.exec(cursor) ?? [];
  if (by !== undefined && orderNo !== undefined) return { by, after: orderNo };
  return skuBy !== undefined && places !== undefined ? { by: skuBy, after: places } : undefined;
}

/** Up to this many are counted of a state: a tab says whether there is one or a thousand, and no more. */
export const MOST_COUNTED = 1_000;

export type StateCount = {
  readonly state: OrderState;
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  /** The one that has been in the shop for longest. */
  readonly oldest: OrderNo | null;
};

export async function countStates(
  database: Database,
  states: readonly OrderState[] = ORDER_STATES,
): Promise<StateCount[]> {
  return Promise.all(
    states.map(async (state) => {
      const { count, oldest } = await sumUpState(database, state, MOST_COUNTED + 1);
      return { state, count: Math.min(count, MOST_COUNTED), isMore: count > MOST_COUNTED, oldest };
    }),
  );
}
