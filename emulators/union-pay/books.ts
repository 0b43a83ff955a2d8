import { digits, inTransaction, newToken, type BooksClient, type BooksDatabase } from '../books-database.ts';
import { makeKeys, makeSigner, type Keys } from './keys.ts';

/** A purchase (`01`) or a refund (`04`): number and time together name it. */
export type Trade = {
  readonly order_id: string;
  readonly txn_time: string;
  readonly txn_type: '01' | '04';
  /** Of the page on which it is paid. */
  readonly token: string;
  readonly amount: number;
  readonly query_id: string;
  readonly trace_no: string;
  /** Null: nobody has tried to pay it. `00`: done; `05`: under way. */
  readonly resp_code: string | null;
  readonly done_at: Date | null;
  /** `01` debit, `02` credit. */
  readonly card_type: string | null;
  readonly front_url: string | null;
  readonly fail_url: string | null;
  readonly back_url: string;
  readonly ends_at: Date | null;
  readonly description: string;
  /** Of a refund: what it gives back. */
  readonly orig_query_id: string | null;
  /** The fields that are echoed. */
  readonly asked: Readonly<Record<string, string>>;
};

export type NewTrade = Omit<
  Trade,
  'token' | 'query_id' | 'trace_no' | 'resp_code' | 'done_at' | 'card_type'
> & { readonly resp_code?: string; readonly done_at?: Date };

/** What the service has written down. Amounts are fen. */
export type Books = {
  keys(): Keys;
  /** By another certificate is signed from now on. */
  renewSigner(now: Date): Promise<void>;
  find(orderId: string, txnTime: string): Promise<Trade | undefined>;
  /** The newest of this number. */
  findByNumber(orderId: string): Promise<Trade | undefined>;
  findByToken(token: string): Promise<Trade | undefined>;
  findByQueryId(queryId: string): Promise<Trade | undefined>;
  /** The same again changes nothing. */
  insert(trade: NewTrade): Promise<Trade>;
  /** Undefined where it is paid already. */
  settle(
    trade: Trade,
    outcome: { readonly code: string; readonly at: Date; readonly card: string },
  ): Promise<Trade | undefined>;
  /** Undefined where more would go back than was paid. */
  refund(refund: NewTrade, of: Trade): Promise<Trade | undefined>;
  listRefunds(queryId: string): Promise<Trade[]>;
  /** What was done from one moment to another. */
  between(from: Date, to: Date): Promise<Trade[]>;
};

const TABLES = `
  create schema if not exists union_pay_emulator;
  create table if not exists union_pay_emulator.keys (only_one boolean primary key default true check (only_one), keys jsonb not null);
  create table if not exists union_pay_emulator.trades (
    order_id text not null, txn_time text not null, txn_type text not null, token text not null unique, amount integer not null,
    query_id text not null unique, trace_no text not null, resp_code text, done_at timestamptz, card_type text, front_url text,
    fail_url text, back_url text not null, ends_at timestamptz, description text not null, orig_query_id text, asked jsonb not null,
    primary key (order_id, txn_time));
  create index if not exists trades_by_original on union_pay_emulator.trades (orig_query_id);
`;

/** `lock`: two processes that start at once make the keys once. */
export async function openBooks(database: BooksDatabase, lock: number, now: Date): Promise<Books> {
  let keys = await prepare(database, lock, now);
  const many = async (text: string, values: unknown[]): Promise<Trade[]> =>
    (await database.query<Trade>(text, values)).rows;
  const one = async (text: string, values: unknown[]): Promise<Trade | undefined> =>
    (await many(text, values))[0];
  const find: Books['find'] = (orderId, txnTime) =>
    one('select * from union_pay_emulator.trades where order_id = $1 and txn_time = $2', [orderId, txnTime]);
  return {
    keys: () => keys,
    async renewSigner(at) {
      keys = { ...keys, signers: [makeSigner(keys, at), ...keys.signers] };
      await database.query('update union_pay_emulator.keys set keys = $1', [JSON.stringify(keys)]);
    },
    find,
    findByNumber: (orderId) =>
      one('select * from union_pay_emulator.trades where order_id = $1 order by txn_time desc', [orderId]),
    findByToken: (token) => one('select * from union_pay_emulator.trades where token = $1', [token]),
    findByQueryId: (queryId) => one('select * from union_pay_emulator.trades where query_id = $1', [queryId]),
    async insert(trade) {
      await insertTrade(database, trade);
      return (await find(trade.order_id, trade.txn_time))!;
    },
    settle: ({ order_id, txn_time }, { code, at, card }) =>
      one(
        `update union_pay_emulator.trades set resp_code = $3, done_at = $4, card_type = $5
         where order_id = $1 and txn_time = $2 and resp_code is distinct from '00' returning *`,
        [order_id, txn_time, code, at, card],
      ),
    refund: (refund, of) => insertRefund(database, refund, of),
    listRefunds: (queryId) =>
      many('select * from union_pay_emulator.trades where orig_query_id = $1 order by txn_time', [queryId]),
    between: (from, to) =>
      many(
        `select * from union_pay_emulator.trades
         where resp_code = '00' and done_at >= $1 and done_at < $2 order by done_at`,
        [from, to],
      ),
  };
}

async function insertTrade(on: BooksClient, trade: NewTrade): Promise<Trade | undefined> {
  const { rows } = await on.query<Trade>(
    `insert into union_pay_emulator.trades
       (order_id, txn_time, txn_type, token, amount, query_id, trace_no, resp_code, done_at, front_url, fail_url, back_url, ends_at,
        description, orig_query_id, asked)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing returning *`,
    [
      ...[trade.order_id, trade.txn_time, trade.txn_type, newToken()],
      ...[trade.amount, `${trade.txn_time}${digits(7)}`, digits(6), trade.resp_code ?? null],
      ...[trade.done_at ?? null, trade.front_url, trade.fail_url, trade.back_url, trade.ends_at],
      ...[trade.description, trade.orig_query_id, JSON.stringify(trade.asked)],
    ],
  );
  return rows[0];
}

/** Behind a lock of the purchase, so that two at once never give back more than was paid. */
function insertRefund(database: BooksDatabase, refund: NewTrade, of: Trade): Promise<Trade | undefined> {
  return inTransaction(database, async (client) => {
    await client.query('select 1 from union_pay_emulator.trades where query_id = $1 for update', [
      of.query_id,
    ]);
    const { rows } = await client.query<{ sum: string }>(
      `select coalesce(sum(amount), 0) as sum from union_pay_emulator.trades
       where orig_query_id = $1 and resp_code in ('00', '05')`,
      [of.query_id],
    );
    if (Number(rows[0]!.sum) + refund.amount > of.amount) return undefined;
    return insertTrade(client, refund);
  });
}

function prepare(database: BooksDatabase, lock: number, now: Date): Promise<Keys> {
  return inTransaction(database, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    await client.query(TABLES);
    const kept = await client.query<{ keys: Keys }>('select keys from union_pay_emulator.keys');
    if (kept.rows[0] !== undefined) return kept.rows[0].keys;
    const keys = makeKeys(now);
    await client.query('insert into union_pay_emulator.keys (keys) values ($1)', [JSON.stringify(keys)]);
    return keys;
  });
}
