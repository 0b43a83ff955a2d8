import { addFen, fen, ZERO, type Fen } from '../../kernel/money.ts';
import { DAY_MS, startOfDay } from '../../kernel/shop-day.ts';
import type { Database } from '../../platform/database.ts';
import { listSalesHours } from './sales-hours.sql.ts';

export const HOUR_MS = 3_600_000;

/** What a span of time has brought. What was paid counts where its order was placed. */
export type Figures = {
  readonly orders: number;
  /** Of those: paid, whatever became of them. */
  readonly paidOrders: number;
  readonly paidFen: Fen;
  readonly newCustomers: number;
};
/** The same of a clock hour, which begins at `hour`; the running one as far as it has come. */
export type Hour = Figures & { readonly hour: Date };

export type DayFigures = {
  readonly at: Date;
  readonly today: Figures;
  /** Up to the same time of the day. */
  readonly yesterday: Figures;
  readonly lastWeek: Figures;
  /** Hour by hour: today as far as it has come, and the whole of yesterday. */
  readonly hoursToday: readonly Hour[];
  readonly hoursYesterday: readonly Hour[];
};

export type FigureDeps = {
  readonly database: Database;
  /** Orders that were placed in a span, by the clock hour; hours without any are missing. */
  sumOrdersByHour(from: Date, before: Date): Promise<readonly Omit<Hour, 'newCustomers'>[]>;
  /** Customers who came in a span, by the clock hour; hours without any are missing. */
  countNewByHour(
    from: Date,
    before: Date,
  ): Promise<readonly { readonly hour: Date; readonly count: number }[]>;
};

/** Today beside yesterday and the same day of last week, each up to the same time. Days are those of Shanghai. */
export async function showFigures(deps: FigureDeps, now: Date): Promise<DayFigures> {
  const midnight = startOfDay(now);
  const daysAgo = (days: number, at: Date): Date => new Date(at.getTime() - days * DAY_MS);
  const [hoursToday, yesterday, lastWeek, hoursYesterday] = await Promise.all([
    readHours(deps, midnight, now),
    readHours(deps, daysAgo(1, midnight), daysAgo(1, now)),
    readHours(deps, daysAgo(7, midnight), daysAgo(7, now)),
    readHours(deps, daysAgo(1, midnight), midnight),
  ]);
  return {
    ...{ at: now, hoursToday, hoursYesterday },
    today: sumUp(hoursToday),
    yesterday: sumUp(yesterday),
    lastWeek: sumUp(lastWeek),
  };
}

const startOfHour = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

/** Every hour of a span that begins with one: whole ones as they are kept, the last and what is not kept counted now. */
async function readHours(deps: FigureDeps, from: Date, before: Date): Promise<Hour[]> {
  const last = startOfHour(before);
  const kept = await listSalesHours(deps.database, from, last);
  const isWhole = kept.length === (last.getTime() - from.getTime()) / HOUR_MS;
  if (!isWhole) return countHours(deps, from, before);
  return last.getTime() === before.getTime() ? kept : [...kept, ...(await countHours(deps, last, before))];
}

/** Every hour of a span that begins with one, counted from the orders and customers. */
export async function countHours(deps: FigureDeps, from: Date, before: Date): Promise<Hour[]> {
  const [sums, counts] = await Promise.all([
    deps.sumOrdersByHour(from, before),
    deps.countNewByHour(from, before),
  ]);
  const orders = new Map(sums.map((sum) => [sum.hour.getTime(), sum]));
  const customers = new Map(counts.map(({ hour, count }) => [hour.getTime(), count]));
  const hours: Hour[] = [];
  for (let at = from.getTime(); at < before.getTime(); at += HOUR_MS) {
    const { orders: placed = 0, paidOrders = 0, paidFen = ZERO } = orders.get(at) ?? {};
    const newCustomers = customers.get(at) ?? 0;
    hours.push({ hour: new Date(at), orders: placed, paidOrders, paidFen, newCustomers });
  }
  return hours;
}

function sumUp(hours: readonly Hour[]): Figures {
  const sum = (name: 'orders' | 'paidOrders' | 'newCustomers'): number =>
    hours.reduce((total, hour) => total + hour[name], 0);
  return {
    orders: sum('orders'),
    paidOrders: sum('paidOrders'),
    newCustomers: sum('newCustomers'),
    paidFen: hours.reduce((total, hour) => addFen(total, hour.paidFen), fen(0)),
  };
}
