import Compile from 'typebox/compile';
import { Settings } from 'typebox/system';
import {
  CategoryLine,
  CODE,
  NOT_BLANK,
  ProductLine,
  SLUG,
  WEB_ADDRESS,
  type CatalogueLine,
  type CatalogueRecord,
  type SkuLine,
} from './catalogue-line.ts';
import { fault, type CatalogueFault, type FaultCode } from './catalogue-faults.ts';

/** Which line of the file a field stands on: a SKU of a CSV file has its own. */
type LineOf = (field: string) => number;
type SchemaError = { readonly keyword: string; readonly instancePath: string; readonly params: object };

const categoryShape = Compile(CategoryLine);
const productShape = Compile(ProductLine);
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
/** Text may hold tabs and line ends, but no other control character: nothing shows them, and PostgreSQL refuses NUL. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Checks all that one record shows by itself. Answers the line where there is no fault. */
export function checkLine(record: CatalogueRecord): { line: CatalogueLine } | { faults: CatalogueFault[] } {
  const lineOf: LineOf = (field) =>
    record.skuLines?.[Number(/^skus\[(\d+)\]/.exec(field)?.[1] ?? -1)] ?? record.line;
  const value = record.value as { type?: unknown };
  const shape =
    value.type === 'category' ? categoryShape : value.type === 'product' ? productShape : undefined;
  if (shape === undefined) return { faults: [fault(record.line, 'type', 'unknown_type')] };
  if (!shape.Check(value))
    return {
      faults: shapeFaults(
        allErrors(() => shape.Errors(value)),
        lineOf,
      ),
    };
  const line = value as CatalogueLine;
  const faults = [
    ...textFaults(line, '', lineOf),
    ...(line.type === 'product' ? productFaults(line, lineOf) : []),
  ];
  return faults.length === 0 ? { line } : { faults };
}

/** The time of a `publishedAt`; a date without a time is midnight in Shanghai. NaN where it is none. */
export function readDate(text: string): number {
  const day = text.slice(0, 10);
  if (!DATE.test(text) || !isDayOfMonth(day)) return Number.NaN;
  return Date.parse(text.length === 10 ? `${day}T00:00:00+08:00` : text);
}

/** `Date` takes 30 February for 2 March. */
function isDayOfMonth(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day);
}

function* textFaults(value: unknown, field: string, lineOf: LineOf): Generator<CatalogueFault> {
  if (typeof value === 'string') {
    if (CONTROL.test(value) || !value.isWellFormed()) yield fault(lineOf(field), field, 'control_character');
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textFaults(item, `${field}[${index}]`, lineOf);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const inner = field === '' ? key : `${field}.${key}`;
      yield* textFaults(key, inner, lineOf);
      yield* textFaults(item, inner, lineOf);
    }
  }
}

function* productFaults(
  line: Extract<CatalogueLine, { type: 'product' }>,
  lineOf: LineOf,
): Generator<CatalogueFault> {
  if (line.publishedAt != null) {
    const time = readDate(line.publishedAt);
    if (!(time >= EARLIEST && time < LATEST)) yield fault(lineOf('publishedAt'), 'publishedAt', 'bad_date');
  }
  const options = new Map<string, Set<string>>();
  for (const [index, option] of (line.options ?? []).entries()) {
    if (options.has(option.name)) yield fault(lineOf(''), `options[${index}].name`, 'duplicate_option');
    const values = new Set(option.values);
    if (values.size < option.values.length)
      yield fault(lineOf(''), `options[${index}].values`, 'duplicate_option_value');
    options.set(option.name, values);
  }
  const unused = new Map([...options].map(([name, values]) => [name, new Set(values)]));
  const combinations = new Map<string, string>();
  for (const [index, sku] of line.skus.entries()) {
    const field = `skus[${index}]`;
    const at = lineOf(field);
    yield* skuFaults(sku, field, at, line.images?.length ?? 0);
    yield* optionFaults(sku, field, at, options);
    for (const [name, value] of Object.entries(sku.options ?? {})) unused.get(name)?.delete(value);
    const combination = JSON.stringify([...options.keys()].map((name) => sku.options?.[name]));
    const other = combinations.get(combination);
    if (other !== undefined) yield fault(at, field, 'duplicate_combination', other);
    else combinations.set(combination, sku.code);
  }
  for (const [name, values] of unused) {
    for (const value of values) yield fault(lineOf(''), `options.${name}`, 'unused_option_value', value);
  }
}

function* skuFaults(sku: SkuLine, field: string, at: number, images: number): Generator<CatalogueFault> {
  if (sku.originalPrice != null && sku.originalPrice <= sku.price) {
    yield fault(at, `${field}.originalPrice`, 'original_price_not_higher');
  }
  if (sku.image != null && sku.image >= images) yield fault(at, `${field}.image`, 'no_such_image', images);
}

function* optionFaults(
  sku: SkuLine,
  field: string,
  at: number,
  options: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<CatalogueFault> {
  const chosen = sku.options ?? {};
  for (const name of options.keys()) {
    if (!Object.hasOwn(chosen, name)) yield fault(at, `${field}.options`, 'option_missing', name);
  }
  for (const [name, value] of Object.entries(chosen)) {
    const values = options.get(name);
    if (values === undefined) yield fault(at, `${field}.options`, 'unknown_option', name);
    else if (!values.has(value)) yield fault(at, `${field}.options.${name}`, 'unknown_option_value', value);
  }
}

/** What a schema's keywords mean to a merchant. */
const BY_KEYWORD: Readonly<Record<string, readonly [FaultCode, string]>> = {
  type: ['wrong_type', 'type'],
  const: ['wrong_type', 'allowedValue'],
  pattern: ['malformed', 'pattern'],
  minLength: ['empty', 'limit'],
  maxLength: ['too_long', 'limit'],
  minItems: ['too_few', 'limit'],
  maxItems: ['too_many', 'limit'],
  minimum: ['too_small', 'limit'],
  maximum: ['too_large', 'limit'],
};

/** The forms that a merchant would not want to read as a regular expression. */
const FORMS: Readonly<Record<string, string>> = {
  [SLUG]: 'a-z 0-9 -',
  [CODE]: 'A-Z 0-9 -',
  [WEB_ADDRESS]: 'https://…',
};

function shapeFaults(errors: readonly SchemaError[], lineOf: LineOf): CatalogueFault[] {
  const faults = new Map<string, CatalogueFault>();
  const tell = (field: string, code: FaultCode, ...facts: (string | number)[]) => {
    // One reason a field: a union fails once for each of its sides.
    if (!faults.has(field)) faults.set(field, fault(lineOf(field), field, code, ...facts));
  };
  for (const { keyword, instancePath, params } of errors) {
    const field = fieldOf(instancePath);
    const facts = params as Record<string, unknown>;
    const inner = (key: string) => (field === '' ? key : `${field}.${key}`);
    if (keyword === 'additionalProperties') {
      for (const key of facts['additionalProperties'] as string[]) tell(inner(key), 'unknown_field');
    } else if (keyword === 'required') {
      for (const key of facts['requiredProperties'] as string[]) tell(inner(key), 'missing');
    } else if (facts['pattern'] === NOT_BLANK) tell(field, 'empty');
    else if (!repeatsAnother(keyword, facts)) {
      const [code, fact] = BY_KEYWORD[keyword] ?? ['unsuitable', ''];
      const named = String(facts[fact] ?? keyword);
      tell(field, code, FORMS[named] ?? named);
    }
  }
  return [...faults.values()];
}

/** "Should be null" and "fits neither side" say nothing that the error of the other side does not say better. */
function repeatsAnother(keyword: string, facts: Record<string, unknown>): boolean {
  return keyword === 'anyOf' || keyword === 'boolean' || (keyword === 'type' && facts['type'] === 'null');
}

/** TypeBox stops at 8 errors, which is less than one line can have. Errors are gathered at once, so nobody else sees this. */
function allErrors(gather: () => readonly SchemaError[]): readonly SchemaError[] {
  const before = Settings.Get().maxErrors;
  Settings.Set({ maxErrors: 200 });
  try {
    return gather();
  } finally {
    Settings.Set({ maxErrors: before });
  }
}

/** `/skus/2/price` as `skus[2].price`. */
function fieldOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`),
      '',
    );
}
