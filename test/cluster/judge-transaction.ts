import { spreadingColumn, type TableKind } from '../../server/platform/table-kinds.ts';
import { factsOf, type StatementFacts } from './read-statement.ts';

export type TableKinds = ReadonlyMap<string, TableKind | undefined>;

/** A statement as the program has sent it. */
export type SentStatement = { readonly name: string | undefined; readonly text: string };

/** Statements that may read before a write, by how their texts begin, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

const WHY =
  'where rows are spread, what is first read and then written may be committed in one phase and be lost';
const INSTEAD = {
  'reads before it writes':
    'read it before the transaction, or behind its locks on another connection (`readBehind`), or hold the row by its key',
  'holds rows and then inserts what a query gives':
    'insert by `values`, or update and delete by key: only these mark what was held as written',
} as const;

type Breach = { readonly what: keyof typeof INSTEAD; readonly first: number; readonly then: number };

/**
 * Whether a transaction that writes spread tables reads none of them before its last write, and where it holds rows of them
 * inserts nothing that a query gives after that. Answers what is wrong, in words; undefined where nothing is. Whether rows
 * are held by their keys is not looked at here.
 */
export async function judgeTransaction(
  statements: readonly SentStatement[],
  kinds: TableKinds,
): Promise<string | undefined> {
  const facts = await Promise.all(statements.map(({ text }) => factsOf(text)));
  const breach = findBreach(statements, facts, (table) => {
    const kind = kinds.get(table);
    return kind !== undefined && spreadingColumn(kind) !== undefined;
  });
  if (breach === undefined) return undefined;
  const { what, first, then } = breach;
  const lines = statements.map(
    (statement, at) => `${at === first || at === then ? '>' : ' '} ${describe(statement)}`,
  );
  return `a transaction ${what}:\n${lines.join('\n')}\n${WHY} (docs/decisions/0048): ${INSTEAD[what]}`;
}

function findBreach(
  statements: readonly SentStatement[],
  facts: readonly StatementFacts[],
  isSpread: (table: string) => boolean,
): Breach | undefined {
  const writes = facts.map((of) => of.writes.some(isSpread));
  const reads = facts.map(
    (of, at) =>
      !writes[at]! &&
      !isExcepted(statements[at]!) &&
      of.reads.some((table) => isSpread(table) && !of.locks.includes(table)),
  );
  const [read, lastWrite] = [reads.indexOf(true), writes.lastIndexOf(true)];
  if (read !== -1 && read < lastWrite)
    return { what: 'reads before it writes', first: read, then: lastWrite };
  const held = facts.findIndex((of) => of.locks.some(isSpread));
  const batch = facts.findLastIndex((of, at) => of.isBatchInsert && writes[at]!);
  return held !== -1 && held < batch
    ? { what: 'holds rows and then inserts what a query gives', first: held, then: batch }
    : undefined;
}

const isExcepted = ({ text }: SentStatement): boolean =>
  Object.keys(EXCEPTIONS).some((beginning) => text.startsWith(beginning));

function describe({ name, text }: SentStatement): string {
  const [line] = /^.{1,100}/.exec(text.replace(/\s+/g, ' ').trim()) ?? [''];
  return name === undefined ? line : `${name}: ${line}`;
}
