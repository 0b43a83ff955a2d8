import { cleanLine } from '../../../kernel/clean-text.ts';
import type { SheetFault, SheetRow } from '../../../platform/sheets/sheet-row.ts';
import { columnOf, YUAN_COLUMNS } from './catalogue-columns.ts';
import { fault, ofSheet, type CatalogueFault, type LineFault } from './catalogue-faults.ts';
import type { CatalogueRecord } from './catalogue-line.ts';

type Cells = Readonly<Record<string, string>>;
type CsvRow = { readonly line: number; readonly bytesRead: number; readonly cells: Cells };

/** How each column is read into the field of the same name. */
const CATEGORY_COLUMNS = ['slug', 'name', 'nameEn', 'parent', 'icon', 'position'] as const;
export const PRODUCT_COLUMNS = [
  ...(['slug', 'name', 'nameEn', 'subtitle', 'subtitleEn', 'model', 'brand', 'description'] as const),
  ...(['materials', 'usage', 'warranty', 'manualUrl', 'publishedAt', 'sales', 'categories'] as const),
  ...(['highlights', 'attributes', 'faqs', 'images', 'productOnSale', 'freightTemplate'] as const),
] as const;
const SKU_COLUMNS = [
  ...(['code', 'options', 'price', 'originalPrice', 'stock', 'image'] as const),
  ...(['weightGrams', 'volumeCm3', 'onSale'] as const),
] as const;
const KNOWN_COLUMNS = new Set<string>([
  ...['type', ...CATEGORY_COLUMNS, ...PRODUCT_COLUMNS, ...SKU_COLUMNS],
  ...YUAN_COLUMNS,
]);
const NEEDED_COLUMNS = ['slug', 'name', 'nameEn', 'categories', 'code', 'price'];

/** In a row: the other columns of a product may be left empty after its first one. */
const NEEDED_OF_CATEGORY = ['slug', 'name', 'nameEn'];
const NEEDED_OF_SKU = ['slug', 'code', 'price'];
const NUMBERS = new Set([
  'position',
  'sales',
  'price',
  'originalPrice',
  'stock',
  'image',
  'weightGrams',
  'volumeCm3',
]);
const LISTS = new Set(['categories', 'highlights']);
const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  attributes: ['name', 'value'],
  faqs: ['question', 'answer'],
};
const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  '1': true,
  '0': false,
  是: true,
  否: false,
};

/** A table, a row a SKU: rows with the same slug that follow one another are one product. */
export async function* readTableRecords(
  sheet: AsyncIterable<SheetRow | SheetFault>,
): AsyncGenerator<CatalogueRecord | LineFault> {
  let product: ProductRows | undefined;
  for await (const row of readRows(sheet)) {
    if ('fault' in row) {
      yield row;
      continue;
    }
    if (product !== undefined && row.cells['type'] !== 'category' && row.cells['slug'] === product.slug) {
      yield* product.add(row);
      continue;
    }
    if (product !== undefined) yield product.record();
    product = undefined;
    if (row.cells['type'] === 'category') {
      const value = Object.fromEntries(
        CATEGORY_COLUMNS.map((column) => [column, readCell(column, row.cells[column] ?? '')]),
      );
      yield { line: row.line, bytesRead: row.bytesRead, value: { type: 'category', ...value } };
    } else {
      product = new ProductRows(row);
      yield* product.faults;
    }
  }
  if (product !== undefined) yield product.record();
}

/** Gathers the rows of one product into what a JSON line would say. */
class ProductRows {
  readonly slug: string;
  readonly faults: LineFault[] = [];
  readonly #first: CsvRow;
  readonly #value: Record<string, unknown>;
  readonly #skus: Record<string, unknown>[] = [];
  readonly #skuLines: number[] = [];
  readonly #options = new Map<string, Set<string>>();
  readonly #lacks: ReadonlySet<string>;
  #bytesRead = 0;

  constructor(row: CsvRow) {
    this.slug = row.cells['slug'] ?? '';
    this.#first = row;
    const columns = [...PRODUCT_COLUMNS, ...SKU_COLUMNS];
    this.#lacks = new Set(columns.filter((column) => !Object.hasOwn(row.cells, column)));
    this.#value = { type: row.cells['type'] || 'product' };
    for (const column of PRODUCT_COLUMNS) {
      if (!Object.hasOwn(row.cells, column)) continue;
      const value = readCell(column, row.cells[column] ?? '');
      if (value === MALFORMED) this.faults.push({ fault: fault(row.line, column, 'not_a_list') });
      else if (column === 'productOnSale') this.#value['onSale'] = value;
      else this.#value[column] = value;
    }
    this.faults.push(...this.#addSku(row));
  }

  add(row: CsvRow): LineFault[] {
    const differing = PRODUCT_COLUMNS.filter((column) => {
      const cell = row.cells[column] ?? '';
      return cell !== '' && cell !== this.#first.cells[column];
    });
    const faults = differing.map((column) => ({ fault: fault(row.line, column, 'differs_from_first_row') }));
    return [...faults, ...this.#addSku(row)];
  }

  #addSku(row: CsvRow): LineFault[] {
    const sku = Object.fromEntries(
      SKU_COLUMNS.filter((column) => Object.hasOwn(row.cells, column)).map((column) => [
        column,
        readCell(column, row.cells[column] ?? ''),
      ]),
    );
    const isMalformed = sku['options'] === MALFORMED;
    if (isMalformed) sku['options'] = null;
    for (const [name, value] of Object.entries((sku['options'] ?? {}) as Record<string, string>)) {
      this.#options.set(name, (this.#options.get(name) ?? new Set()).add(value));
    }
    this.#skus.push(sku);
    this.#skuLines.push(row.line);
    this.#bytesRead = row.bytesRead;
    return isMalformed ? [{ fault: fault(row.line, 'options', 'not_a_list') }] : [];
  }

  record(): CatalogueRecord {
    const options = [...this.#options].map(([name, values]) => ({ name, values: [...values] }));
    return {
      line: this.#first.line,
      bytesRead: this.#bytesRead,
      skuLines: this.#skuLines,
      lacks: this.#lacks,
      value: { ...this.#value, options, skus: this.#skus },
    };
  }
}

const JSON_LISTS = new Set(['images', 'highlights']);
const MALFORMED = Symbol('malformed');

/** A cell as the value its field has in a JSON line. What does not fit stays text, and is told by the checker. */
function readCell(column: string, cell: string): unknown {
  const text = cell.trim();
  if (text === '') return null;
  if (NUMBERS.has(column)) return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (column === 'onSale' || column === 'productOnSale') return BOOLEANS[text.toLowerCase()] ?? text;
  if (column === 'options') return readOptions(text);
  if (text.startsWith('[') && (column in PAIRS || JSON_LISTS.has(column))) return readJsonList(text);
  if (LISTS.has(column)) return splitList(text);
  if (column === 'images') {
    return splitList(text).map((picture) => {
      const [src, hue = '', ...alt] = picture.split(';').map((part) => part.trim());
      return { src, ...(hue === '' ? {} : { hue: readCell('image', hue) }), alt: alt.join(';') };
    });
  }
  const pair = PAIRS[column];
  if (pair === undefined) return cell;
  const entries = splitPairs(text);
  return entries === undefined
    ? MALFORMED
    : entries.map(([left, right]) => ({ [pair[0]]: left, [pair[1]]: right }));
}

function readJsonList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return MALFORMED;
  }
}

function readOptions(text: string): unknown {
  if (text.startsWith('{')) return readJsonList(text);
  const entries = splitPairs(text);
  return entries === undefined || new Set(entries.map(([name]) => name)).size < entries.length
    ? MALFORMED
    : Object.fromEntries(entries);
}

function splitList(text: string): string[] {
  return text
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function splitPairs(text: string): [string, string][] | undefined {
  const pairs = splitList(text).map((part) => part.split(/=(.*)/s).map((side) => side.trim()));
  return pairs.every(([left, right]) => left !== '' && right !== undefined && right !== '')
    ? (pairs as [string, string][])
    : undefined;
}

/** Rows by the names of their header. Faults of the header end the reading: nothing after it could be told apart. */
async function* readRows(sheet: AsyncIterable<SheetRow | SheetFault>): AsyncGenerator<CsvRow | LineFault> {
  let header: readonly string[] | undefined;
  for await (const record of sheet) {
    if ('fault' in record) {
      yield ofSheet(record);
      continue;
    }
    const { line, bytesRead } = record;
    const fields = withoutBlankEnd(record.fields);
    // Spreadsheets write rows that were used once and are empty now, hundreds of them.
    if (fields.length === 0) continue;
    if (header === undefined) {
      header = fields.map((field) => columnOf(cleanLine(field)));
      const faults = faultsOfHeader(header.map(inFen), line);
      yield* faults.map((found) => ({ fault: found }));
      if (faults.length > 0) return;
    } else if (fields.length > header.length || isCutOff(header, record.fields)) {
      yield { fault: fault(line, '', 'column_count', record.fields.length, header.length) };
    } else {
      const cells = Object.fromEntries(
        header.map((column, index) => [inFen(column), readAmount(column, fields[index] ?? '')]),
      );
      yield { line, bytesRead, cells };
    }
  }
}

/** The field that a column is read into: `priceYuan` is `price`, in fen. */
function inFen(column: string): string {
  return YUAN_COLUMNS.has(column) ? column.slice(0, -'Yuan'.length) : column;
}

/** `¥1,299.5` as `129950`. What is no amount stays as it is, and is told by the checker. */
function readAmount(column: string, cell: string): string {
  if (!YUAN_COLUMNS.has(column)) return cell;
  const [, yuan, jiao = '', fen = ''] =
    /^(\d{1,9})(?:\.(\d)(\d)?0*)?$/.exec(cell.normalize('NFKC').replaceAll(/[\s¥,元]/g, '')) ?? [];
  return yuan === undefined ? cell : String(Number(yuan) * 100 + Number(jiao || 0) * 10 + Number(fen || 0));
}

/** Columns that a spreadsheet believes in and nobody filled stand empty at the end of every row. */
export function withoutBlankEnd(fields: readonly string[]): readonly string[] {
  return fields.slice(0, fields.findLastIndex((field) => cleanLine(field) !== '') + 1);
}

/**
 * Whether a row ends before what it must have. One that only lacks other columns at its end is whole: Excel leaves out the
 * separators of empty cells there.
 */
function isCutOff(columns: readonly string[], fields: readonly string[]): boolean {
  const header = columns.map(inFen);
  const isCategory = fields[header.indexOf('type')]?.trim() === 'category';
  const needed = isCategory ? NEEDED_OF_CATEGORY : NEEDED_OF_SKU;
  return needed.some((column) => header.indexOf(column) >= fields.length);
}

function faultsOfHeader(header: readonly string[], line: number): CatalogueFault[] {
  const unknown = header.filter(
    (column, index) => !KNOWN_COLUMNS.has(column) || header.indexOf(column) !== index,
  );
  const missing = NEEDED_COLUMNS.filter((column) => !header.includes(column));
  return [
    ...unknown.map((column) => fault(line, '', 'unknown_column', column)),
    ...missing.map((column) => fault(line, '', 'missing_column', column)),
  ];
}
