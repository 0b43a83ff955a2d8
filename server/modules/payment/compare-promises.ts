import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { addFen, fen, ZERO } from '../../kernel/money.ts';
import { inTransaction, isUnavailable, type Queryable, type Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { everyPage } from '../../platform/walk.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { closeCases, listOpenCases, openCase, sweep, type OpenCase } from '../cases/index.ts';
import type { StoredOrder } from '../ordering/index.ts';
import { listMoneyLeft, requestProtection } from './give-protection.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { sumRefundsOfOrders, type Gap } from './promises.sql.ts';
import { listRefusedRefunds } from './refund.sql.ts';
import { requestRefund } from './request-refund.ts';

const JOB = 'compare-promises';
const PAGE = 500;
/** The refund of a promise is there seconds later, so a day is far more than a look needs to find one without. */
const LOOK_BACK_MS = 24 * 3_600_000;
/** As long as what hears of a cancelled order may take to ask for its refunds, twice. */
const TOO_NEW_MS = 2 * 60_000;

type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/**
 * Job: holds what timelines promise back against the refunds there are. An order whose refunds do not add up is a case
 * until they do. Where an order is cancelled, all of its money must go back and no gateway has refused to, what is missing
 * is asked back at once. `all`: from the first order on, else those of the last day and those that were open.
 */
export async function comparePromises(deps: PaymentDeps, { all }: { all: boolean }): Promise<void> {
  const now = deps.clock.now().getTime();
  const span = { since: new Date(all ? 0 : now - LOOK_BACK_MS), before: new Date(now - TOO_NEW_MS) };
  await sweep<OrderKey>(deps, {
    job: JOB,
    pages: everyDoubt(deps, span),
    atOnce: 1,
    subjectOf: ({ orderNo }) => orderNo,
    findAgain: async (subject) => orderKeyOf(subject as OrderNo),
    work: (order) => lookAt(deps, order),
  });
}

/** Orders that promise something and whose refunds do not add up as it seems without a lock, and those known to be open. */
async function* everyDoubt(
  deps: PaymentDeps,
  span: { since: Date; before: Date },
): AsyncGenerator<readonly OrderKey[]> {
  for await (const page of deps.ordering.everyPromisedPage(span)) {
    yield await findDoubtful(deps, page);
  }
  const open = everyPage<OpenCase>(PAGE, (after) =>
    listOpenCases(deps.database, 'promise_without_refund', after, PAGE),
  );
  for await (const page of open) yield page.map(({ subject }) => orderKeyOf(subject as OrderNo));
}

/**
 * The orders of a page whose refunds do not add up. Where the sums of a page cannot be taken, every order of it is in doubt:
 * each is looked at by itself then, and the one that breaks them is found.
 */
async function findDoubtful(deps: PaymentDeps, page: readonly OrderKey[]): Promise<readonly OrderKey[]> {
  try {
    // Promises first: a refund that is written in between stands beside a promise that is not counted yet.
    const promises = await deps.ordering.sumPromises(deps.database, page);
    const refunds = await sumRefundsOfOrders(deps.database, page);
    return promises.filter(({ orderNo, promisedFen }) => promisedFen > (refunds.get(orderNo) ?? 0));
  } catch (error) {
    if (isUnavailable(error)) throw error;
    return page;
  }
}

function orderKeyOf(orderNo: OrderNo): OrderKey {
  const customerId = customerOfOrderNo(orderNo);
  if (customerId === undefined) throw new Error('a case is about an order without a customer');
  return { customerId, orderNo };
}

/** Looks at one order under its lock, and mends or notes what is missing. */
async function lookAt(deps: PaymentDeps, key: OrderKey): Promise<void> {
  const found = await inTransaction(deps.database, async (tx) => {
    const order = await deps.ordering.lockForPayment(tx, key.customerId, key.orderNo);
    if (order === undefined) throw new Error('an order that made a promise cannot be found');
    const at = deps.clock.now();
    const { gap, ...found } = await readBehind(deps.database, (on) => readMoney(deps, on, order));
    const about = { kind: 'promise_without_refund', subject: key.orderNo } as const;
    if (gap === undefined) return void (await closeKept(tx, key.orderNo, found.refused, at));
    const { promisedFen, refundedFen } = gap;
    const isNew = await openCase(tx, { ...about, facts: { promisedFen, refundedFen } }, at);
    const isMended = await requestMissing(deps, tx, { order, gap, ...found }, at);
    if (isMended) await closeCases(tx, [about.kind], key.orderNo, at);
    return isNew ? { ...gap, isMended } : undefined;
  });
  if (found !== undefined)
    deps.log.error(
      { ...found, customerId: undefined },
      found.isMended
        ? 'money was promised back and not asked for; it is asked for now'
        : 'money was promised back, and its refunds do not add up; it needs a person',
    );
}

/** What an order has promised is on its way back: what a gateway had refused of it, another refund gives. */
async function closeKept(
  tx: Transaction,
  orderNo: OrderNo,
  refused: readonly string[],
  at: Date,
): Promise<void> {
  await closeCases(tx, ['promise_without_refund'], orderNo, at);
  for (const refundNo of refused) await closeCases(tx, ['refund_refused'], refundNo, at);
}

type Money = {
  readonly gap: Gap | undefined;
  /** The refunds that a gateway has refused. */
  readonly refused: readonly string[];
  readonly money: Awaited<ReturnType<typeof listMoneyLeft>>;
  /** What was claimed because it costs less, and by whom. */
  readonly claim: Awaited<ReturnType<PaymentDeps['ordering']['findProtectionClaim']>>;
};

async function readMoney(deps: PaymentDeps, on: Queryable, order: OrderKey): Promise<Money> {
  const { customerId, orderNo } = order;
  const gap = await findGap(deps, on, order);
  const refused = await listRefusedRefunds(on, customerId, orderNo);
  const money = await listMoneyLeft(on, { customerId, orderNo });
  const claim = await deps.ordering.findProtectionClaim(on, { customerId, orderNo });
  return { gap, refused, money, claim };
}

async function findGap(
  deps: PaymentDeps,
  on: Queryable,
  { customerId, orderNo }: OrderKey,
): Promise<Gap | undefined> {
  const keys = [{ customerId, orderNo }];
  const [promise] = await deps.ordering.sumPromises(on, keys);
  const refundedFen = (await sumRefundsOfOrders(on, keys)).get(orderNo) ?? ZERO;
  return promise !== undefined && promise.promisedFen > refundedFen ? { ...promise, refundedFen } : undefined;
}

/**
 * Asks for what is missing where there is no doubt: all money of a cancelled order goes back, and just that is missing; or just what
 * was claimed of an order that costs less, and was never asked for.
 */
async function requestMissing(
  deps: PaymentDeps,
  tx: Transaction,
  { order, gap, refused, money, claim }: Money & { readonly order: StoredOrder; readonly gap: Gap },
  at: Date,
): Promise<boolean> {
  if (refused.length > 0) return false;
  const missing = fen(gap.promisedFen - gap.refundedFen);
  if (order.state !== 'cancelled')
    return claim?.amountFen === missing && requestProtection(deps, tx, { ...order, ...claim }, at);
  if (addFen(...money.map(({ leftFen }) => leftFen)) !== missing) return false;
  for (const { payment, leftFen } of money)
    await requestRefund(deps, tx, payment, {
      amount: leftFen,
      reason: 'order_cancelled',
      at,
      actor: { by: 'system', job: JOB },
    });
  return true;
}
