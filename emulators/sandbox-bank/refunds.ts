import type pg from 'pg';

/** The bank knows one. */
export const CURRENCY = 'CNY';

export type BankRefund = { refundNo: string; amount: number; currency: string; reference: string };

type Row = { refund_no: string; amount: string; reference: string };

function toRefund({ refund_no: refundNo, amount, reference }: Row): BankRefund {
  // node-postgres hands bigint over as text.
  return { refundNo, amount: Number(amount), currency: CURRENCY, reference };
}

/** Gives money back, once for each number; undefined where more would go back than was paid. */
export async function giveBack(
  database: Pick<pg.Pool, 'query'>,
  { refundNo, paymentNo, amount }: { refundNo: string; paymentNo: string; amount: number },
): Promise<BankRefund | undefined> {
  const { rows } = await database.query<Row>(
    `with paid as (select * from sandbox_bank.payments where payment_no = $2 and state = 'paid' for update),
     earlier as (select coalesce(sum(amount), 0) as sum from sandbox_bank.refunds where payment_no = $2 and refund_no <> $1),
     written as (
       insert into sandbox_bank.refunds (refund_no, payment_no, amount, reference)
       select $1, $2, $3::bigint, $4 from paid, earlier where earlier.sum + $3::bigint <= paid.amount
       on conflict (refund_no) do update set amount = sandbox_bank.refunds.amount returning *)
     select * from written`,
    [refundNo, paymentNo, amount, `SR${refundNo.slice(1, 21)}`],
  );
  return rows[0] && toRefund(rows[0]);
}

export async function findRefund(
  database: Pick<pg.Pool, 'query'>,
  refundNo: string,
): Promise<BankRefund | undefined> {
  const { rows } = await database.query<Row>('select * from sandbox_bank.refunds where refund_no = $1', [
    refundNo,
  ]);
  return rows[0] && toRefund(rows[0]);
}
