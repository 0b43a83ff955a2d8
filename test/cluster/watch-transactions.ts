import pg from 'pg';
import { judgeTransaction, type SentStatement, type TableKinds } from './judge-transaction.ts';
import { kindsOfMigrations } from './kinds-of-migrations.ts';

/** As `openDatabase` calls the program's connections. */
const PROGRAM = 'ks-order';

const numbers = new Map<string, number>();
const statements: SentStatement[] = [];
/** What the open transaction of a connection has sent so far, by numbers. */
const open = new WeakMap<pg.Client, number[]>();
/** Sequences that were seen, judged or not. */
const seen = new Set<string>();
let unjudged: (readonly number[])[] = [];
/** Read when something is to be judged for the first time. */
let kinds: TableKinds | undefined;

type Query = pg.Client['query'];
const WATCHED = Symbol.for('ks-order transactions are watched');

/**
 * From now on every transaction of this process that is committed is written down, by the sequence of its statements: each
 * sequence once. Called again it does nothing.
 */
export function watchTransactions(): void {
  const prototype = pg.Client.prototype as pg.Client & { [WATCHED]?: true };
  if (prototype[WATCHED]) return;
  prototype[WATCHED] = true;
  const { query } = prototype;
  prototype.query = function (this: pg.Client, ...call: readonly unknown[]) {
    note(this, call[0] as string | Partial<SentStatement>);
    return Reflect.apply(query, this, call) as ReturnType<Query>;
  } as Query;
}

function note(client: pg.Client, sent: string | Partial<SentStatement>): void {
  const { name, text = '' } = typeof sent === 'string' ? { text: sent } : sent;
  const transaction = open.get(client);
  if (text === 'begin') {
    if (isOfProgram(client)) open.set(client, []);
  } else if (transaction === undefined) {
    return;
  } else if (text === 'commit' || text === 'rollback') {
    open.delete(client);
    if (text === 'commit') remember(transaction);
  } else {
    const number = numberOf(name, text);
    // What is done many times in a row is done once, as far as the order matters.
    if (transaction.at(-1) !== number) transaction.push(number);
  }
}

function isOfProgram(client: pg.Client): boolean {
  const { connectionParameters } = client as pg.Client & {
    readonly connectionParameters?: { readonly application_name?: string };
  };
  return connectionParameters?.application_name === PROGRAM;
}

function numberOf(name: string | undefined, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, statements.length);
  return statements.push({ name, text }) - 1;
}

function remember(transaction: readonly number[]): void {
  const sequence = transaction.join();
  if (seen.has(sequence)) return;
  seen.add(sequence);
  unjudged.push(transaction);
}

/** What is wrong with the transactions that were committed since this was asked last, in words; each is judged once. */
export async function takeBreaches(): Promise<string[]> {
  if (unjudged.length === 0) return [];
  const transactions = unjudged;
  unjudged = [];
  kinds ??= kindsOfMigrations();
  const judged = [];
  for (const transaction of transactions)
    judged.push(
      await judgeTransaction(
        transaction.map((number) => statements[number]!),
        kinds,
      ),
    );
  return judged.filter((breach) => breach !== undefined);
}
