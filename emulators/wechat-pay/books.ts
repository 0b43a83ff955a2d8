import { digits, inTransaction, newToken, type BooksDatabase } from '../books-database.ts';
import { makeKeys, makePlatformCertificate, type Keys } from './keys.ts';

export type Transaction = {
  readonly out_trade_no: string;
  readonly token: string;
  readonly trade_type: 'NATIVE' | 'MWEB' | 'JSAPI';
  readonly trade_state: 'NOTPAY' | 'SUCCESS' | 'CLOSED';
  readonly transaction_id: string | null;
  readonly description: string;
  readonly amount: number;
  readonly openid: string | null;
  readonly attach: string | null;
  readonly notify_url: string;
  readonly expires_at: Date;
  /** What it was opened by: another request for the same number is refused. */
  readonly facts: string;
  readonly paid_at: Date | null;
  /** What came of the payer's last try. */
  readonly last_try: string | null;
};

export type Refund = {
  readonly out_refund_no: string;
  readonly refund_id: string;
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly amount: number;
  readonly total: number;
  readonly reason: string | null;
  readonly notify_url: string | null;
  readonly asked_at: Date;
  /** From when on the money is there. */
  readonly done_at: Date;
  readonly outcome: 'SUCCESS' | 'ABNORMAL' | 'CLOSED';
};

/** What the service has written down. Amounts are fen. */
export type Books = {
  keys(): Keys;
  /** A new platform certificate, by which is signed from now on. */
  rotateCertificate(now: Date): Promise<void>;
  insert(transaction: NewTransaction): Promise<void>;
  find(outTradeNo: string): Promise<Transaction | undefined>;
  findById(transactionId: string): Promise<Transaction | undefined>;
  findByToken(token: string): Promise<Transaction | undefined>;
  /** A fresh code for the same payment; the old one is worth nothing any more. */
  renewToken(outTradeNo: string): Promise<Transaction>;
  close(outTradeNo: string): Promise<Transaction | undefined>;
  /** Undefined where it cannot be paid any more. */
  pay(outTradeNo: string, now: Date, openid: string): Promise<Transaction | undefined>;
  noteTry(outTradeNo: string, tried: string): Promise<void>;
  /** Undefined where more would go back than was paid. */
  refund(refund: NewRefund): Promise<Refund | undefined>;
  findRefund(outRefundNo: string): Promise<Refund | undefined>;
  listRefunds(outTradeNo: string): Promise<Refund[]>;
  /** A day of Shanghai, `2026-11-27`: what was paid and given back on it. */
  day(date: string): Promise<{ paid: Transaction[]; refunded: Refund[] }>;
};

export type NewTransaction = Omit<
  Transaction,
  'token' | 'trade_state' | 'transaction_id' | 'paid_at' | 'last_try'
>;
export type NewRefund = Omit<Refund, 'refund_id' | 'transaction_id' | 'total'>;

const TABLES = `
  create schema if not exists wechat_pay_emulator;
  create table if not exists wechat_pay_emulator.keys (only_one boolean primary key default true check (only_one), keys jsonb not null);
  create table if not exists wechat_pay_emulator.transactions (
    out_trade_no text primary key, token text not null unique, trade_type text not null, trade_state text not null default 'NOTPAY',
    transaction_id text unique, description text not null, amount integer not null, openid text, attach text, notify_url text not null,
    expires_at timestamptz not null, facts text not null, paid_at timestamptz, last_try text);
  create table if not exists wechat_pay_emulator.refunds (
    out_refund_no text primary key, refund_id text not null, out_trade_no text not null references wechat_pay_emulator.transactions,
    transaction_id text not null, amount integer not null, total integer not null, reason text, notify_url text,
    asked_at timestamptz not null, done_at timestamptz not null, outcome text not null);
`;

/** `lock`: two processes that start at once make the keys once. */
export async function openBooks(database: BooksDatabase, lock: number, now: Date): Promise<Books> {
  let keys = await prepare(database, lock, now);
  const many = async <Row extends object>(text: string, values: unknown[]): Promise<Row[]> =>
    (await database.query<Row>(text, values)).rows;
  const one = async (text: string, values: unknown[]): Promise<Transaction | undefined> =>
    (await many<Transaction>(text, values))[0];
  return {
    keys: () => keys,
    async rotateCertificate(at) {
      keys = { ...keys, certificates: [makePlatformCertificate(at), ...keys.certificates] };
      await database.query('update wechat_pay_emulator.keys set keys = $1', [JSON.stringify(keys)]);
    },
    insert: (transaction) => insertTransaction(database, transaction),
    find: (no) => one('select * from wechat_pay_emulator.transactions where out_trade_no = $1', [no]),
    findById: (id) => one('select * from wechat_pay_emulator.transactions where transaction_id = $1', [id]),
    findByToken: (token) => one('select * from wechat_pay_emulator.transactions where token = $1', [token]),
    renewToken: async (no) =>
      (await one(
        'update wechat_pay_emulator.transactions set token = $2 where out_trade_no = $1 returning *',
        [no, newToken()],
      ))!,
    close: (no) =>
      one(
        `update wechat_pay_emulator.transactions
         set trade_state = case when trade_state = 'NOTPAY' then 'CLOSED' else trade_state end
         where out_trade_no = $1 returning *`,
        [no],
      ),
    pay: (no, now, openid) =>
      one(
        `update wechat_pay_emulator.transactions
         set trade_state = 'SUCCESS', paid_at = $2, transaction_id = $3, openid = coalesce(openid, $4), last_try = null
         where out_trade_no = $1 and trade_state = 'NOTPAY' and expires_at > $2 returning *`,
        [no, now, `42000${digits(23)}`, openid],
      ),
    async noteTry(no, tried) {
      await database.query(
        'update wechat_pay_emulator.transactions set last_try = $2 where out_trade_no = $1',
        [no, tried],
      );
    },
    refund: (refund) => insertRefund(database, refund),
    findRefund: async (no) =>
      (await many<Refund>('select * from wechat_pay_emulator.refunds where out_refund_no = $1', [no]))[0],
    listRefunds: (no) =>
      many('select * from wechat_pay_emulator.refunds where out_trade_no = $1 order by asked_at', [no]),
    day: (date) => listDay(database, date),
  };
}

async function insertTransaction(
  database: BooksDatabase,
  {
    out_trade_no,
    trade_type,
    description,
    amount,
    openid,
    attach,
    notify_url,
    expires_at,
    facts,
  }: NewTransaction,
): Promise<void> {
  await database.query(
    `insert into wechat_pay_emulator.transactions
       (out_trade_no, token, trade_type, description, amount, openid, attach, notify_url, expires_at, facts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
    [
      ...[out_trade_no, newToken(), trade_type, description, amount, openid, attach],
      ...[notify_url, expires_at, facts],
    ],
  );
}

async function listDay(database: BooksDatabase, date: string): ReturnType<Books['day']> {
  const within = (column: string): string =>
    `${column} >= ($1 || ' 00:00+08')::timestamptz and ${column} < ($1 || ' 00:00+08')::timestamptz + interval '1 day'`;
  const paid = await database.query<Transaction>(
    `select * from wechat_pay_emulator.transactions where ${within('paid_at')} order by paid_at`,
    [date],
  );
  const refunded = await database.query<Refund>(
    `select * from wechat_pay_emulator.refunds where ${within('done_at')} order by done_at`,
    [date],
  );
  return { paid: paid.rows, refunded: refunded.rows };
}

function prepare(database: BooksDatabase, lock: number, now: Date): Promise<Keys> {
  return inTransaction(database, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    await client.query(TABLES);
    const kept = await client.query<{ keys: Keys }>('select keys from wechat_pay_emulator.keys');
    const keys = kept.rows[0]?.keys ?? makeKeys(now);
    if (kept.rows.length === 0)
      await client.query('insert into wechat_pay_emulator.keys (keys) values ($1)', [JSON.stringify(keys)]);
    return keys;
  });
}

/** Behind a lock of its payment, so that two at once never give back more than was paid. */
async function insertRefund(database: BooksDatabase, refund: NewRefund): Promise<Refund | undefined> {
  return inTransaction(database, async (client) => {
    const { out_refund_no, out_trade_no, amount, reason, notify_url, asked_at, done_at, outcome } = refund;
    const paid = await client.query<Transaction>(
      `select * from wechat_pay_emulator.transactions where out_trade_no = $1 and trade_state = 'SUCCESS' for update`,
      [out_trade_no],
    );
    const { rows } = await client.query<Refund>(
      `insert into wechat_pay_emulator.refunds
         (out_refund_no, refund_id, out_trade_no, transaction_id, amount, total, reason, notify_url, asked_at, done_at, outcome)
       select $1, $3, $2, $10, $4::integer, $11::integer, $5, $6, $7, $8, $9
       where (select coalesce(sum(amount), 0) from wechat_pay_emulator.refunds where out_trade_no = $2 and outcome <> 'CLOSED')
         + $4::integer <= $11::integer
       on conflict do nothing returning *`,
      [
        ...[out_refund_no, out_trade_no, `50300${digits(24)}`, amount],
        ...[reason, notify_url, asked_at, done_at, outcome],
        ...[paid.rows[0]?.transaction_id, paid.rows[0]?.amount],
      ],
    );
    return rows[0];
  });
}
