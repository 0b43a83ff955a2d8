import { cleanLine } from '../../../kernel/clean-text.ts';
import { wordsIn, type Language, type Words } from '../../../kernel/language.ts';
import { readSheet } from '../../../platform/sheets/read-sheet.ts';
import { SHEET_FAULTS } from '../../../platform/sheets/sheet-row.ts';
import { MOST_ON_HAND } from '../movement.decide.ts';

export const LONGEST_REASON = 200;

/** Columns of a count; those without a use are for whoever counts, and passed over when it comes back. */
export const COUNT_COLUMNS = {
  code: { zh: 'SKU 编码', en: 'SKU code' },
  counted: { zh: '实盘数量', en: 'Counted' },
  reason: { zh: '原因', en: 'Reason' },
  name: { zh: '商品名', en: 'Name' },
  options: { zh: '规格', en: 'Options' },
  onHand: { zh: '账面数量', en: 'On hand' },
  reserved: { zh: '已预留', en: 'Reserved' },
} as const satisfies Readonly<Record<string, Words>>;
export type CountColumn = keyof typeof COUNT_COLUMNS;

const plain = (heading: string): string =>
  cleanLine(heading).normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
const BY_HEADING = new Map<string, CountColumn>(
  (Object.entries(COUNT_COLUMNS) as [CountColumn, Words][]).flatMap(([column, { zh, en }]) =>
    [column, zh, en].map((heading) => [plain(heading), column] as const),
  ),
);

export const COUNT_FAULTS = {
  ...SHEET_FAULTS,
  missing_column: (a: string | number) => ({
    zh: `表头缺少列 ${a}`,
    en: `the header lacks the column ${a}`,
  }),
  code_missing: () => ({ zh: '没有写 SKU 编码', en: 'the SKU code is missing' }),
  code_unknown: (a: string | number) => ({
    zh: `店里没有这个 SKU 编码：${a}`,
    en: `the shop has no SKU ${a}`,
  }),
  code_twice: (a: string | number) => ({ zh: `和第 ${a} 行是同一个 SKU`, en: `the same SKU as line ${a}` }),
  counted_wrong: (a: string | number) => ({
    zh: `数量应为 0 到 ${a} 的整数`,
    en: `should be a whole number from 0 to ${a}`,
  }),
  below_reserved: (a: string | number) => ({
    zh: `少于已经答应了订单的 ${a} 件，没有改`,
    en: `less than the ${a} that are promised to orders: not changed`,
  }),
  reason_long: (a: string | number) => ({
    zh: `原因最多 ${a} 个字`,
    en: `a reason has ${a} characters at most`,
  }),
  empty_file: () => ({ zh: '文件里没有内容', en: 'the file is empty' }),
} as const satisfies Record<string, (a: string | number) => Words>;

export type CountFault = {
  readonly line: number;
  readonly field: string;
  /** What the column is called; null where the line as a whole is meant. */
  readonly column: Words | null;
  readonly code: keyof typeof COUNT_FAULTS;
  readonly reason: Words;
};

export function countFault(
  line: number,
  code: keyof typeof COUNT_FAULTS,
  { field = '', a = '' }: { readonly field?: CountColumn | ''; readonly a?: string | number } = {},
): CountFault {
  return {
    line,
    field,
    column: field === '' ? null : COUNT_COLUMNS[field],
    code,
    reason: (COUNT_FAULTS[code] as (a: string | number) => Words)(a),
  };
}

/** A SKU that was counted. What was left empty was not counted and is no row. */
export type Count = {
  readonly line: number;
  readonly code: string;
  readonly counted: number;
  readonly reason: string;
  readonly bytesRead: number;
};

/** The counts of a file, each by itself; whether there are such SKUs, and how many are promised, is for others to ask. */
export async function* readCounts(file: string): AsyncGenerator<Count | { readonly fault: CountFault }> {
  let header: readonly (CountColumn | undefined)[] | undefined;
  let isEmpty = true;
  for await (const row of readSheet(file)) {
    isEmpty = false;
    if ('fault' in row) {
      yield { fault: countFault(row.fault.line, row.fault.code, { a: row.fault.a ?? '' }) };
      continue;
    }
    const { line, fields, bytesRead } = row;
    if (fields.every((field) => cleanLine(field) === '')) continue;
    if (header === undefined) {
      header = fields.map((field) => BY_HEADING.get(plain(field)));
      const missing = (['code', 'counted'] as const).filter((column) => !header!.includes(column));
      for (const column of missing)
        yield { fault: countFault(line, 'missing_column', { a: COUNT_COLUMNS[column].zh }) };
      if (missing.length > 0) return;
      continue;
    }
    const cell = (column: CountColumn): string => cleanLine(fields[header!.indexOf(column)] ?? '');
    if (cell('counted') === '') continue;
    yield readCount(line, bytesRead, cell);
  }
  if (isEmpty) yield { fault: countFault(1, 'empty_file') };
}

function readCount(
  line: number,
  bytesRead: number,
  cell: (column: CountColumn) => string,
): Count | { readonly fault: CountFault } {
  const code = cell('code').normalize('NFKC').toUpperCase();
  if (code === '') return { fault: countFault(line, 'code_missing', { field: 'code' }) };
  const text = cell('counted').normalize('NFKC').replaceAll(/[\s,]/g, '');
  const counted = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(counted <= MOST_ON_HAND))
    return { fault: countFault(line, 'counted_wrong', { field: 'counted', a: MOST_ON_HAND }) };
  const reason = cell('reason');
  if ([...reason].length > LONGEST_REASON)
    return { fault: countFault(line, 'reason_long', { field: 'reason', a: LONGEST_REASON }) };
  return { line, code, counted, reason, bytesRead };
}

export const headingOfCount = (column: CountColumn, language: Language): string =>
  wordsIn(COUNT_COLUMNS[column], language);
