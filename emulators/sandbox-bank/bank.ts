import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { CURRENCY, findRefund, giveBack, type BankRefund } from './refunds.ts';

export const OUTCOMES = [
  'succeed',
  'insufficient_funds',
  'bank_declined',
  'timeout',
  'network',
  'duplicate_callback',
  'late_callback',
  'forged_callback',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function isOutcome(text: unknown): text is Outcome {
  return OUTCOMES.some((outcome) => outcome === text);
}

export type BankPayment = {
  payment_no: string;
  token: string;
  state: 'open' | 'paid' | 'failed' | 'closed';
  amount: number;
  description: string;
  reference: string;
  failure_code: string | null;
  notify_url: string;
  return_url: string;
  /** Null: paid at once. The fee is the bank's own, and no part of the amount. */
  instalments: { readonly periods: number; readonly feeAmount: number } | null;
};

/** Moves money for nobody: the books of the sandbox bank, and its notifications. */
export type Bank = {
  readonly apiKey: string;
  readonly publicKey: string;
  open(payment: Omit<BankPayment, 'token' | 'state' | 'reference' | 'failure_code'>): Promise<BankPayment>;
  find(paymentNo: string): Promise<BankPayment | undefined>;
  findByToken(token: string): Promise<BankPayment | undefined>;
  close(paymentNo: string): Promise<BankPayment | undefined>;
  refund(refund: { refundNo: string; paymentNo: string; amount: number }): Promise<BankRefund | undefined>;
  findRefund(refundNo: string): Promise<BankRefund | undefined>;
  /**
   * What the payer does. Waits until the notifications that are due at once were delivered. False: no such payment. RangeError:
   * no such outcome, so that a misspelt one never passes for a payment that failed.
   */
  play(paymentNo: string, outcome: Outcome): Promise<boolean>;
};

const LATE_BY_MS = 3_000;
/** A notification that is not accepted is sent again after each of these pauses. */
const RETRY_AFTER_MS = [500, 2_000, 5_000];

const TABLES = `
  create schema if not exists sandbox_bank;
  create table if not exists sandbox_bank.keys (
    only_one boolean primary key default true check (only_one), api_key text not null, public_key text not null, private_key text not null);
  create table if not exists sandbox_bank.payments (
    payment_no text primary key, token text not null unique, state text not null default 'open', amount bigint not null,
    description text not null, reference text not null, failure_code text, notify_url text not null, return_url text not null);
  alter table sandbox_bank.payments add column if not exists instalments jsonb;
  create table if not exists sandbox_bank.refunds (
    refund_no text primary key, payment_no text not null references sandbox_bank.payments, amount bigint not null, reference text not null);
`;

/** The one account that the bank keeps. */
const MERCHANT = 'sandbox-shop';

type BankDatabase = Pick<pg.Pool, 'query' | 'connect'>;

type Keys = { api_key: string; public_key: string; private_key: string };
type Signing = Keys & { now(): number };

async function prepare(database: BankDatabase, lock: number): Promise<Keys> {
  const client = await database.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    await client.query(TABLES);
    const pair = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await client.query(
      'insert into sandbox_bank.keys (api_key, public_key, private_key) values ($1, $2, $3) on conflict do nothing',
      [randomBytes(24).toString('base64url'), pair.publicKey, pair.privateKey],
    );
    const { rows } = await client.query<Keys>(
      'select api_key, public_key, private_key from sandbox_bank.keys',
    );
    await client.query('commit');
    return rows[0]!;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/**
 * `lock`: a number for an advisory lock of the database that nobody else there takes. `now` answers milliseconds since 1970:
 * notifications carry the time they are sent at, and a shop refuses old ones.
 */
export async function openBank(
  database: BankDatabase,
  { lock, now }: { readonly lock: number; now(): number },
): Promise<Bank> {
  const keys: Signing = { ...(await prepare(database, lock)), now };
  const one = async (text: string, values: unknown[]): Promise<BankPayment | undefined> =>
    (await database.query<BankPayment>(text, values)).rows[0];
  const find = (paymentNo: string): Promise<BankPayment | undefined> =>
    one('select * from sandbox_bank.payments where payment_no = $1', [paymentNo]);

  return {
    apiKey: keys.api_key,
    publicKey: keys.public_key,
    find,
    findByToken: (token) => one('select * from sandbox_bank.payments where token = $1', [token]),
    async open(payment) {
      await database.query(
        `insert into sandbox_bank.payments (payment_no, token, amount, description, reference, notify_url, return_url, instalments)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
        [
          payment.payment_no,
          randomBytes(18).toString('base64url'),
          payment.amount,
          payment.description,
          `SB${randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase()}`,
          payment.notify_url,
          payment.return_url,
          payment.instalments && JSON.stringify(payment.instalments),
        ],
      );
      return (await find(payment.payment_no))!;
    },
    close: (paymentNo) =>
      one(
        `update sandbox_bank.payments set state = case when state = 'open' then 'closed' else state end
         where payment_no = $1 returning *`,
        [paymentNo],
      ),
    refund: (refund) => giveBack(database, refund),
    findRefund: (refundNo) => findRefund(database, refundNo),
    async play(paymentNo, outcome) {
      if (!isOutcome(outcome)) throw new RangeError(`no payer does "${String(outcome)}"`);
      const payment = await find(paymentNo);
      if (payment === undefined) return false;
      await carryOut(database, keys, payment, outcome);
      return true;
    },
  };
}

async function carryOut(
  database: BankDatabase,
  keys: Signing,
  payment: BankPayment,
  outcome: Outcome,
): Promise<void> {
  const settle = async (state: 'paid' | 'failed', failureCode: string | null): Promise<BankPayment> => {
    const { rows } = await database.query<BankPayment>(
      `update sandbox_bank.payments set state = $2, failure_code = $3
       where payment_no = $1 and (state = 'open' or (state in ('closed', 'failed') and $2 = 'paid')) returning *`,
      [payment.payment_no, state, failureCode],
    );
    return rows[0] ?? payment;
  };
  switch (outcome) {
    case 'succeed':
      return notify(keys, await settle('paid', null), randomUUID());
    case 'duplicate_callback': {
      const paid = await settle('paid', null);
      const notificationId = randomUUID();
      await Promise.all([
        notify(keys, paid, notificationId),
        notify(keys, paid, notificationId),
        notify(keys, paid, notificationId),
      ]);
      return;
    }
    case 'late_callback': {
      const paid = await settle('paid', null);
      void pause(LATE_BY_MS, undefined, { ref: false }).then(() => notify(keys, paid, randomUUID()));
      return;
    }
    case 'forged_callback': {
      const forger = generateKeyPairSync('ed25519')
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString();
      await post({ ...keys, private_key: forger }, { ...payment, state: 'paid' }, randomUUID());
      return;
    }
    case 'insufficient_funds':
    case 'bank_declined':
    case 'timeout':
    case 'network':
      return notify(keys, await settle('failed', outcome), randomUUID());
  }
}

/** Sends a notification until it is accepted, as real gateways do, though with less patience. */
async function notify(keys: Signing, payment: BankPayment, notificationId: string): Promise<void> {
  for (const waitMs of [0, ...RETRY_AFTER_MS]) {
    if (waitMs > 0) await pause(waitMs, undefined, { ref: false });
    if ((await post(keys, payment, notificationId)) === 200) return;
  }
}

/** The status that the shop answers, or 0 where it does not. */
async function post(keys: Signing, payment: BankPayment, notificationId: string): Promise<number> {
  const body = JSON.stringify({ notificationId, payment: toWire(payment) });
  const timestamp = String(keys.now());
  const nonce = randomBytes(12).toString('base64url');
  const signature = sign(null, Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), keys.private_key).toString(
    'base64',
  );
  try {
    const response = await fetch(payment.notify_url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'sandbox-timestamp': timestamp,
        'sandbox-nonce': nonce,
        'sandbox-signature': signature,
      },
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // The shop cannot be reached: the caller sends the notification again.
    return 0;
  }
}

/** A payment as the bank's API shows it. */
export function toWire(payment: BankPayment): {
  paymentNo: string;
  state: string;
  amount: number;
  currency: string;
  merchant: string;
  reference: string;
  failureCode?: string;
} {
  return {
    paymentNo: payment.payment_no,
    state: payment.state,
    // node-postgres hands bigint over as text.
    amount: Number(payment.amount),
    currency: CURRENCY,
    merchant: MERCHANT,
    reference: payment.reference,
    ...(payment.failure_code === null ? {} : { failureCode: payment.failure_code }),
  };
}
