import { toFen } from '../../kernel/money.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Hour } from './figures.ts';

type Row = Omit<Hour, 'paidFen'> & { readonly paidFen: string };

/** The hours that are kept of a span, in their order. */
export async function listSalesHours(on: Queryable, from: Date, before: Date): Promise<Hour[]> {
  const { rows } = await on.query<Row>({
    name: 'backoffice-list-sales-hours',
    text: `select hour, orders, paid_orders as "paidOrders", paid_fen as "paidFen", new_customers as "newCustomers"
      from sales_hours where hour >= $1 and hour < $2 order by hour`,
    values: [from, before],
  });
  return rows.map((row) => ({ ...row, paidFen: toFen(row.paidFen) }));
}

export async function findNewestSalesHour(on: Queryable): Promise<Date | undefined> {
  const { rows } = await on.query<{ hour: Date | null }>({
    name: 'backoffice-find-newest-sales-hour',
    text: 'select max(hour) as hour from sales_hours',
  });
  return rows[0]?.hour ?? undefined;
}

/** Writes hours as they are now, whatever was known of them. */
export async function saveSalesHours(on: Queryable, hours: readonly Hour[]): Promise<void> {
  await on.query({
    name: 'backoffice-save-sales-hours',
    text: `insert into sales_hours as known (hour, orders, paid_orders, paid_fen, new_customers)
      select * from unnest($1::timestamptz[], $2::int[], $3::int[], $4::bigint[], $5::int[])
      on conflict (hour) do update
        set orders = excluded.orders, paid_orders = excluded.paid_orders, paid_fen = excluded.paid_fen,
          new_customers = excluded.new_customers
        where (known.orders, known.paid_orders, known.paid_fen, known.new_customers)
          is distinct from (excluded.orders, excluded.paid_orders, excluded.paid_fen, excluded.new_customers)`,
    values: [
      hours.map(({ hour }) => hour),
      hours.map(({ orders }) => orders),
      hours.map(({ paidOrders }) => paidOrders),
      hours.map(({ paidFen }) => paidFen),
      hours.map(({ newCustomers }) => newCustomers),
    ],
  });
}
