import type pg from 'pg';

/** Pays at the sandbox bank without a notification being sent: it is on its way, or lost. */
export async function payWithoutNotification(pool: pg.Pool, paymentNo: string): Promise<void> {
  const { rowCount } = await pool.query(
    `update sandbox_bank.payments set state = 'paid' where payment_no = $1 and state = 'open'`,
    [paymentNo],
  );
  if (rowCount !== 1) throw new Error(`payment ${paymentNo} cannot be paid at the bank any more`);
}

/** What the bank says of a payment. */
export async function bankState(pool: pg.Pool, paymentNo: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ state: string }>(
    'select state from sandbox_bank.payments where payment_no = $1',
    [paymentNo],
  );
  return rows[0]?.state;
}
