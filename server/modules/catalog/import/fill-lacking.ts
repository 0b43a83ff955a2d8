import type { Queryable } from '../../../platform/database.ts';
import type { EditedProduct, EditedSku } from '../editing/edited-product.ts';
import { listProductsBySlug } from '../editing/to-edit.sql.ts';
import type { LineFault } from './catalogue-faults.ts';
import type { CatalogueRecord } from './catalogue-line.ts';
import type { TemplateNames } from './template-names.ts';

/** Products that are looked up together. */
const A_LOOKUP = 250;

type Raw = Record<string, unknown>;

/**
 * The records of a file; where a table lacks columns, its products have there what the shop has of them, so that a file of prices
 * changes prices alone. What the shop does not have stays left out.
 */
export async function* fillLacking(
  records: AsyncIterable<CatalogueRecord | LineFault>,
  on: Queryable,
  templates: TemplateNames,
): AsyncGenerator<CatalogueRecord | LineFault> {
  let batch: (CatalogueRecord | LineFault)[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < A_LOOKUP) continue;
    yield* await fillBatch(batch, on, templates);
    batch = [];
  }
  yield* await fillBatch(batch, on, templates);
}

async function fillBatch(
  batch: readonly (CatalogueRecord | LineFault)[],
  on: Queryable,
  templates: TemplateNames,
): Promise<readonly (CatalogueRecord | LineFault)[]> {
  const slugs = batch.flatMap((record) => {
    const slug = 'fault' in record || record.lacks === undefined ? undefined : (record.value as Raw)['slug'];
    return typeof slug === 'string' ? [slug] : [];
  });
  if (slugs.length === 0) return batch;
  const known = await listProductsBySlug(on, slugs);
  return batch.map((record) => {
    if ('fault' in record || record.lacks === undefined) return record;
    const value = record.value as Raw;
    const product = known.get(value['slug'] as string);
    if (product === undefined) return record;
    const filled = fill(value, product.content, record.lacks);
    if (!record.lacks.has('freightTemplate')) return { ...record, value: filled };
    const freightTemplate = templates.nameOf(product.content.freightTemplateId);
    return { ...record, value: { ...filled, freightTemplate } };
  });
}

function fill(value: Raw, product: EditedProduct, lacks: ReadonlySet<string>): Raw {
  const filled: Raw = { ...value };
  for (const [column, field, read] of OF_PRODUCT) if (lacks.has(column)) filled[field] = read(product);
  const skus = (value['skus'] as readonly Raw[]).map((sku) => fillSku(sku, product, filled, lacks));
  if (!lacks.has('options')) return { ...filled, skus };
  // Values that no row has any more are none of its options: those variants are gone by this file.
  const isUsed = (name: string, one: string) =>
    skus.some((sku) => (sku['options'] as Raw | undefined)?.[name] === one);
  const options = product.options.map(({ name, values }) => ({
    name,
    values: values.filter((one) => isUsed(name, one)),
  }));
  return { ...filled, skus, options };
}

type Reader<Of> = (of: Of) => unknown;

/** Each column with its field in a line, and what the shop has of it. */
const OF_PRODUCT: readonly (readonly [string, string, Reader<EditedProduct>])[] = [
  ...(
    ['subtitle', 'subtitleEn', 'model', 'brand', 'description', 'materials', 'usage', 'warranty'] as const
  ).map((field) => [field, field, (product: EditedProduct) => product[field]] as const),
  ...(['manualUrl', 'highlights', 'attributes', 'faqs'] as const).map(
    (field) => [field, field, (product: EditedProduct) => product[field]] as const,
  ),
  [
    'images',
    'images',
    ({ images }) => images.map(({ key, hue, alt }) => ({ src: `media:${key}`, hue, alt })),
  ],
  ['productOnSale', 'onSale', ({ onSale }) => onSale],
];
const OF_SKU = [
  'originalPrice',
  'weightGrams',
  'volumeCm3',
  'onSale',
] as const satisfies readonly (keyof EditedSku)[];

function fillSku(sku: Raw, product: EditedProduct, filled: Raw, lacks: ReadonlySet<string>): Raw {
  const known = product.skus.find(({ code }) => code === sku['code']);
  if (known === undefined) return sku;
  const full: Raw = { ...sku };
  for (const field of OF_SKU) if (lacks.has(field)) full[field] = known[field];
  const images = (filled['images'] ?? []) as readonly unknown[];
  // Which picture it was tells nothing where the file has other ones, and fewer.
  if (lacks.has('image') && known.image !== null && known.image < images.length) full['image'] = known.image;
  if (lacks.has('options') && known.values.length === product.options.length)
    full['options'] = Object.fromEntries(product.options.map(({ name }, at) => [name, known.values[at]]));
  return full;
}
