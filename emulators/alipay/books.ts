import { digits, inTransaction, newToken, type BooksDatabase } from '../books-database.ts';
import { makeKeys, type Keys } from './keys.ts';

export type Product = 'precreate' | 'page' | 'wap';

/** A code or page that somebody has opened. There is no trade before a payer has come to it (`trade_no` is null). */
export type Trade = {
  readonly out_trade_no: string;
  readonly token: string;
  readonly product: Product;
  readonly trade_no: string | null;
  readonly trade_status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';
  readonly subject: string;
  readonly amount: number;
  readonly notify_url: string | null;
  readonly return_url: string | null;
  readonly expires_at: Date;
  /** Of 花呗分期: in how many periods, and what share of the fee the seller bears. */
  readonly hb_fq_num: number | null;
  readonly hb_fq_seller_percent: number | null;
  /** What it was opened by: a trade takes no other facts under its number. */
  readonly facts: string;
  readonly created_at: Date | null;
  readonly paid_at: Date | null;
  /** What came of the payer's last try. */
  readonly last_try: string | null;
};

export type Refund = {
  readonly out_request_no: string;
  readonly out_trade_no: string;
  readonly amount: number;
  readonly reason: string | null;
  readonly asked_at: Date;
  /** From when on the money is there. */
  readonly done_at: Date;
};

export type NewTrade = Omit<
  Trade,
  'token' | 'trade_no' | 'trade_status' | 'created_at' | 'paid_at' | 'last_try'
>;

/** What the service has written down. Amounts are fen. */
export type Books = {
  keys(): Keys;
  /** The code or page of this number; one that nobody has come to takes new facts. */
  open(trade: NewTrade): Promise<Trade>;
  find(outTradeNo: string): Promise<Trade | undefined>;
  findByToken(token: string): Promise<Trade | undefined>;
  /** A payer comes to it: now there is a trade, unless its time is over. */
  visit(outTradeNo: string, now: Date): Promise<Trade | undefined>;
  /** Ends what its time is over for. */
  expire(outTradeNo: string, now: Date): Promise<void>;
  close(outTradeNo: string): Promise<void>;
  /** Undefined where it cannot be paid any more. */
  pay(outTradeNo: string, now: Date): Promise<Trade | undefined>;
  noteTry(outTradeNo: string, tried: string): Promise<void>;
  /** Undefined where more would go back than was paid. What goes back whole is closed. */
  refund(refund: Refund): Promise<Refund | undefined>;
  findRefund(outTradeNo: string, outRequestNo: string): Promise<Refund | undefined>;
  listRefunds(outTradeNo: string): Promise<Refund[]>;
  /** A day of Shanghai, `2026-11-27`: what was paid and given back on it. */
  day(date: string): Promise<{ paid: Trade[]; refunded: (Refund & { readonly trade: Trade })[] }>;
};

const TABLES = `
  create schema if not exists alipay_emulator;
  create table if not exists alipay_emulator.keys (only_one boolean primary key default true check (only_one), keys jsonb not null);
  create table if not exists alipay_emulator.trades (
    out_trade_no text primary key, token text not null unique, product text not null, trade_no text unique,
    trade_status text not null default 'WAIT_BUYER_PAY', subject text not null, amount integer not null, notify_url text, return_url text,
    expires_at timestamptz not null, hb_fq_num integer, hb_fq_seller_percent integer, facts text not null,
    created_at timestamptz, paid_at timestamptz, last_try text);
  create table if not exists alipay_emulator.refunds (
    out_request_no text not null, out_trade_no text not null references alipay_emulator.trades, amount integer not null,
    reason text, asked_at timestamptz not null, done_at timestamptz not null, primary key (out_trade_no, out_request_no));
`;

/** `lock`: two processes that start at once make the keys once. */
export async function openBooks(database: BooksDatabase, lock: number, now: Date): Promise<Books> {
  const keys = await prepare(database, lock, now);
  const many = async <Row extends object>(text: string, values: unknown[]): Promise<Row[]> =>
    (await database.query<Row>(text, values)).rows;
  const one = async (text: string, values: unknown[]): Promise<Trade | undefined> =>
    (await many<Trade>(text, values))[0];
  return {
    keys: () => keys,
    open: (trade) => insertTrade(database, trade),
    find: (no) => one('select * from alipay_emulator.trades where out_trade_no = $1', [no]),
    findByToken: (token) => one('select * from alipay_emulator.trades where token = $1', [token]),
    visit: (no, at) =>
      one(
        `update alipay_emulator.trades set trade_no = coalesce(trade_no, $2), created_at = coalesce(created_at, $3)
         where out_trade_no = $1 and (trade_no is not null or expires_at > $3) returning *`,
        [no, `${shanghaiDay(at)}22001${digits(15)}`, at],
      ),
    async expire(no, at) {
      await database.query(
        `update alipay_emulator.trades set trade_status = 'TRADE_CLOSED'
         where out_trade_no = $1 and trade_no is not null and trade_status = 'WAIT_BUYER_PAY' and expires_at <= $2`,
        [no, at],
      );
    },
    async close(no) {
      await database.query(
        `update alipay_emulator.trades set trade_status = 'TRADE_CLOSED' where out_trade_no = $1 and trade_status = 'WAIT_BUYER_PAY'`,
        [no],
      );
    },
    pay: (no, at) =>
      one(
        `update alipay_emulator.trades set trade_status = 'TRADE_SUCCESS', paid_at = $2, last_try = null
         where out_trade_no = $1 and trade_no is not null and trade_status = 'WAIT_BUYER_PAY' and expires_at > $2 returning *`,
        [no, at],
      ),
    async noteTry(no, tried) {
      await database.query('update alipay_emulator.trades set last_try = $2 where out_trade_no = $1', [
        no,
        tried,
      ]);
    },
    refund: (refund) => insertRefund(database, refund),
    findRefund: async (no, requestNo) =>
      (
        await many<Refund>(
          'select * from alipay_emulator.refunds where out_trade_no = $1 and out_request_no = $2',
          [no, requestNo],
        )
      )[0],
    listRefunds: (no) =>
      many('select * from alipay_emulator.refunds where out_trade_no = $1 order by asked_at', [no]),
    day: (date) => listDay(database, date),
  };
}

async function insertTrade(database: BooksDatabase, trade: NewTrade): Promise<Trade> {
  const { out_trade_no, product, subject, amount, notify_url, return_url } = trade;
  const { expires_at, hb_fq_num, hb_fq_seller_percent, facts } = trade;
  await database.query(
    `insert into alipay_emulator.trades (out_trade_no, token, product, subject, amount, notify_url, return_url, expires_at,
       hb_fq_num, hb_fq_seller_percent, facts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (out_trade_no) do update
       set token = excluded.token, product = excluded.product, subject = excluded.subject, amount = excluded.amount,
         notify_url = excluded.notify_url, return_url = excluded.return_url, expires_at = excluded.expires_at,
         hb_fq_num = excluded.hb_fq_num, hb_fq_seller_percent = excluded.hb_fq_seller_percent, facts = excluded.facts
       where alipay_emulator.trades.trade_no is null`,
    [
      ...[out_trade_no, newToken(), product, subject, amount, notify_url, return_url],
      ...[expires_at, hb_fq_num, hb_fq_seller_percent, facts],
    ],
  );
  const { rows } = await database.query<Trade>(
    'select * from alipay_emulator.trades where out_trade_no = $1',
    [out_trade_no],
  );
  return rows[0]!;
}

async function listDay(database: BooksDatabase, date: string): ReturnType<Books['day']> {
  const within = (column: string): string =>
    `${column} >= ($1 || ' 00:00+08')::timestamptz and ${column} < ($1 || ' 00:00+08')::timestamptz + interval '1 day'`;
  const paid = await database.query<Trade>(
    `select * from alipay_emulator.trades where ${within('paid_at')} order by paid_at`,
    [date],
  );
  const refunded = await database.query<Refund & { trade: Trade }>(
    `select refunds.*, to_jsonb(trades) as trade from alipay_emulator.refunds refunds
     join alipay_emulator.trades trades using (out_trade_no) where ${within('done_at')} order by done_at`,
    [date],
  );
  return { paid: paid.rows, refunded: refunded.rows };
}

function prepare(database: BooksDatabase, lock: number, now: Date): Promise<Keys> {
  return inTransaction(database, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    await client.query(TABLES);
    const kept = await client.query<{ keys: Keys }>('select keys from alipay_emulator.keys');
    const keys = kept.rows[0]?.keys ?? makeKeys(now);
    if (kept.rows.length === 0)
      await client.query('insert into alipay_emulator.keys (keys) values ($1)', [JSON.stringify(keys)]);
    return keys;
  });
}

/** Behind a lock of its trade, so that two at once never give back more than was paid. */
async function insertRefund(database: BooksDatabase, refund: Refund): Promise<Refund | undefined> {
  return inTransaction(database, async (client) => {
    const { out_request_no, out_trade_no, amount, reason, asked_at, done_at } = refund;
    const paid = await client.query<Trade>(
      `select * from alipay_emulator.trades where out_trade_no = $1 and trade_status = 'TRADE_SUCCESS' for update`,
      [out_trade_no],
    );
    const gone = await client.query<{ sum: string }>(
      'select coalesce(sum(amount), 0) as sum from alipay_emulator.refunds where out_trade_no = $1',
      [out_trade_no],
    );
    // node-postgres hands a sum over as text.
    const left = (paid.rows[0]?.amount ?? 0) - Number(gone.rows[0]!.sum);
    if (amount > left) return undefined;
    await client.query(
      `insert into alipay_emulator.refunds (out_request_no, out_trade_no, amount, reason, asked_at, done_at) values ($1, $2, $3, $4, $5, $6)`,
      [out_request_no, out_trade_no, amount, reason, asked_at, done_at],
    );
    if (amount === left)
      await client.query(
        `update alipay_emulator.trades set trade_status = 'TRADE_CLOSED' where out_trade_no = $1`,
        [out_trade_no],
      );
    return refund;
  });
}

function shanghaiDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
}
