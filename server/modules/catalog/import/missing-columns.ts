import { cleanLine } from '../../../kernel/clean-text.ts';
import { readSheet } from '../../../platform/sheets/read-sheet.ts';
import { columnOf } from './catalogue-columns.ts';
import { isTable } from './is-table.ts';
import { PRODUCT_COLUMNS, withoutBlankEnd } from './read-catalogue-table.ts';

/** Nobody misses them: an export has neither. */
const NEVER_MISSED = new Set<string>(['publishedAt', 'sales']);

/** Columns of products that a table lacks: products that the shop has already keep what stands there. */
export async function listMissingColumns(file: string): Promise<string[]> {
  if (!(await isTable(file))) return [];
  for await (const row of readSheet(file)) {
    if ('fault' in row) return [];
    const header = withoutBlankEnd(row.fields).map((field) => columnOf(cleanLine(field)));
    if (header.length === 0) continue;
    return PRODUCT_COLUMNS.filter((column) => !header.includes(column) && !NEVER_MISSED.has(column));
  }
  return [];
}
