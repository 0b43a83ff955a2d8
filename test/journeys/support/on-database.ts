import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** One statement on the database of the running shop, for what a merchant or time would do. */
export async function onDatabase(text: string, values: unknown[] = []): Promise<void> {
  const { dataDir } = inject('shop');
  // PostgreSQL writes into this file where it can be reached.
  const lines = readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n');
  const client = new pg.Client({
    host: lines[4]!,
    port: Number(lines[3]),
    user: 'ks_order',
    password: readFileSync(join(dataDir, 'keys/postgres-password'), 'utf8').trim(),
    database: 'ks_order',
  });
  await client.connect();
  try {
    await client.query(text, values);
  } finally {
    await client.end();
  }
}

/** The merchant makes an SKU dearer by so many fen, or cheaper. */
export function changePrice(skuId: string, byFen: number): Promise<void> {
  return onDatabase('update skus set price_fen = price_fen + $2 where sku_id = $1', [skuId, byFen]);
}

/** The ten minutes of a proof are over. */
export async function forgetProof(customerId: string): Promise<void> {
  await onDatabase('update sessions set proved_at = null where customer_id = $1', [customerId]);
}

/** As for somebody who signed in before the terms and the policy were changed. */
export function agreeToOlderTexts(customerId: string): Promise<void> {
  return onDatabase(`update consents set version = '2026-11-01' where customer_id = $1`, [customerId]);
}

/** A gateway has refused a refund three days ago, which needs a person; the number of the refund. */
export async function openRefundCase(): Promise<string> {
  const id = randomUUID();
  const refundNo = `RF${id.replaceAll(/\D/g, '').slice(0, 10)}`;
  const facts = { orderNo: 'KS1', paymentNo: 'PM1', amountFen: 96_800, reason: 'account closed' };
  await onDatabase(
    `insert into cases (case_id, kind, subject, facts, opened_at, met_at)
      values ($1, 'refund_refused', $2, $3, now() - interval '3 days', now())`,
    [id, refundNo, JSON.stringify(facts)],
  );
  return refundNo;
}
