import type { Words } from '../../kernel/language.ts';

/** A row of a table that somebody has made in a spreadsheet, as text, whatever the file is. */
export type SheetRow = {
  /** Counted from 1, as an editor or a spreadsheet shows it. */
  readonly line: number;
  /** Bytes of the file read so far, for the progress. */
  readonly bytesRead: number;
  readonly fields: readonly string[];
};

/** Bytes of one line at most: a product with 500 SKUs and long texts takes a tenth of this. */
export const LONGEST_LINE_BYTES = 1024 * 1024;
/** Columns of a row at most; a spreadsheet has 16,384. */
export const MOST_COLUMNS = 256;
/** Rows of a file at most, some more than a sheet of Excel has. */
export const MOST_ROWS = 1_100_000;

type Fact = string | number;

/** What is wrong with a file before anybody asks what it says. */
export const SHEET_FAULTS = {
  not_utf8: () => ({
    zh: '不是 UTF-8 编码，请另存为 UTF-8 后再导入',
    en: 'not UTF-8: save the file as UTF-8',
  }),
  line_too_long: (a: Fact) => ({ zh: `这一行超过 ${a} 字节`, en: `longer than ${a} bytes` }),
  not_csv: () => ({ zh: '引号没有正确配对（RFC 4180）', en: 'quotes do not pair up (RFC 4180)' }),
  too_many_columns: (a: Fact) => ({ zh: `超过 ${a} 列`, en: `more than ${a} columns` }),
  too_many_rows: (a: Fact) => ({
    zh: `超过 ${a} 行，请分成几个文件`,
    en: `more than ${a} rows: split the file`,
  }),
  old_workbook: () => ({
    zh: '是旧版 .xls 或加了密码的表格，请在表格软件里另存为不加密的 .xlsx 或 CSV',
    en: 'an old .xls or a locked workbook: save it as .xlsx without a password, or as CSV',
  }),
  broken_workbook: () => ({
    zh: '不是完好的 .xlsx 文件，请在表格软件里打开后重新保存',
    en: 'not a sound .xlsx file: open it in a spreadsheet and save it again',
  }),
  workbook_too_large: () => ({
    zh: '解压后太大，请另存为 CSV，或分成几个文件',
    en: 'too large when unpacked: save it as CSV, or split it',
  }),
} as const satisfies Record<string, (a: Fact) => Words>;

export type SheetFaultCode = keyof typeof SHEET_FAULTS;
/** `a` is what its words name. */
export type SheetFault = {
  readonly fault: { readonly line: number; readonly code: SheetFaultCode; readonly a?: Fact };
};

export function sheetFault(line: number, code: SheetFaultCode, a?: Fact): SheetFault {
  return { fault: { line, code, ...(a !== undefined && { a }) } };
}
