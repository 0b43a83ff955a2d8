import type { Actor } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { addFen, fen, type Fen } from '../../kernel/money.ts';
import { inTransaction, type Database, type Queryable, type Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { listMoneyOfOrder, type StoredPayment } from './payment.sql.ts';
import { listRefundsOfOrder, sumRefunds } from './refund.sql.ts';
import { requestRefund } from './request-refund.ts';

const REASON = 'price_protection';

type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };
type Claimed = OrderKey & { readonly amountFen: Fen; readonly actor: Actor };
/** A payment of an order, and what of it nobody has asked back. */
type MoneyLeft = { readonly payment: StoredPayment; readonly leftFen: Fen };

/** What came in for an order, with what of it nobody has asked back. */
export async function listMoneyLeft(on: Queryable, { customerId, orderNo }: OrderKey): Promise<MoneyLeft[]> {
  const money = [];
  for (const payment of await listMoneyOfOrder(on, customerId, orderNo)) {
    const asked = await sumRefunds(on, customerId, payment.paymentNo);
    money.push({ payment, leftFen: fen(payment.amountFen - asked) });
  }
  return money;
}

export async function sumMoneyLeft(on: Queryable, order: OrderKey): Promise<Fen> {
  return addFen(...(await listMoneyLeft(on, order)).map(({ leftFen }) => leftFen));
}

/**
 * Has what an order costs less given back. Told twice, it is asked for once: behind the lock of the order its refunds say so. All
 * money of an order that was cancelled meanwhile goes back anyway.
 */
export async function giveProtection(deps: PaymentDeps, claimed: Claimed): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    const order = await deps.ordering.lockForPayment(tx, claimed.customerId, claimed.orderNo);
    if (order === undefined || order.state === 'cancelled') return;
    await requestProtection(deps, tx, claimed, deps.clock.now());
  });
}

/** Asks for it in a transaction that has locked the order; false where it was asked for before. */
export async function requestProtection(
  deps: { readonly database: Database },
  tx: Transaction,
  { customerId, orderNo, amountFen, actor }: Claimed,
  at: Date,
): Promise<boolean> {
  const { refunds, money } = await readBehind(deps.database, async (on) => ({
    refunds: await listRefundsOfOrder(on, customerId, orderNo),
    money: await listMoneyLeft(on, { customerId, orderNo }),
  }));
  if (refunds.some(({ reason }) => reason === REASON)) return false;
  let rest = amountFen;
  for (const { payment, leftFen } of money) {
    const amount = fen(Math.min(rest, leftFen));
    if (amount > 0) await requestRefund(deps, tx, payment, { amount, reason: REASON, at, actor });
    rest = fen(rest - amount);
  }
  return true;
}
