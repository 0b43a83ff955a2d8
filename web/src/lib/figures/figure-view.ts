import type { Figures } from '#server/modules/backoffice/index.ts';
import { m } from '#lib/words/m.ts';
import { formatCount } from '../format/count.ts';
import { formatAmount } from '../format/money.ts';

export type FigureName = 'paid' | 'orders' | 'average' | 'customers';
export const FIGURES: readonly FigureName[] = ['paid', 'orders', 'average', 'customers'];
/** Those that are drawn hour by hour. */
export type DrawnFigure = Extract<FigureName, 'paid' | 'orders'>;

const NAMES: Readonly<Record<FigureName, () => string>> = {
  paid: m.figure_paid,
  orders: m.figure_orders,
  average: m.figure_average,
  customers: m.figure_customers,
};
export const figureName = (name: FigureName): string => NAMES[name]();

/** Amounts in fen. Undefined where there is none: nobody has paid yet, so there is no average. */
export function figureOf(name: FigureName, figures: Figures): number | undefined {
  switch (name) {
    case 'paid':
      return figures.paidFen;
    case 'orders':
      return figures.orders;
    case 'customers':
      return figures.newCustomers;
    case 'average':
      return figures.paidOrders === 0 ? undefined : Math.round(figures.paidFen / figures.paidOrders);
  }
}

export function formatFigure(name: FigureName, value: number | undefined): string {
  if (value === undefined) return '–';
  return name === 'paid' || name === 'average' ? formatAmount(value) : formatCount(value);
}

/** How much more or less it is than before, in tenths of a per cent; undefined where that cannot be said. */
export function changeOf(now: number | undefined, before: number | undefined): number | undefined {
  if (now === undefined || before === undefined || before === 0) return undefined;
  return Math.round(((now - before) / before) * 1000);
}

/** `+12.4%`, `−3%`. */
export function formatChange(tenths: number): string {
  const sign = tenths > 0 ? '+' : tenths < 0 ? '−' : '';
  return `${sign}${formatCount(Math.floor(Math.abs(tenths) / 10))}${tenths % 10 === 0 ? '' : `.${Math.abs(tenths) % 10}`}%`;
}
