import type { Fen } from '../../kernel/money.ts';
import { numbersWithin, timeOfNumber } from '../../kernel/numbers.ts';
import type { Database } from '../../platform/database.ts';
import { MOST_COUNTED } from './list-for-staff.ts';
import { sumOrdersByHour, sumUpState } from './staff-list.sql.ts';

/** What was ordered in a clock hour, which begins at `hour`; what was paid for it later counts here. */
export type OrdersOfHour = {
  readonly hour: Date;
  readonly orders: number;
  readonly paidOrders: number;
  readonly paidFen: Fen;
};

/** Orders placed from `from` on, before `before`, by the hour; hours without any are missing. */
export async function sumUpOrders(database: Database, from: Date, before: Date): Promise<OrdersOfHour[]> {
  const hours = await sumOrdersByHour(database, numbersWithin(from, before));
  return hours.map(({ beginning, ...sums }) => ({ ...sums, hour: timeOfNumber(beginning) }));
}

/** What waits to be sent: how many, up to `MOST_COUNTED`, and since when the oldest was ordered. */
export async function sumUpToShip(
  database: Database,
): Promise<{ count: number; isMore: boolean; oldestAt: Date | null }> {
  const { count, oldest } = await sumUpState(database, 'awaiting_shipment', MOST_COUNTED + 1);
  return {
    count: Math.min(count, MOST_COUNTED),
    isMore: count > MOST_COUNTED,
    oldestAt: oldest === null ? null : timeOfNumber(oldest),
  };
}
