import type { Language } from '../../../kernel/language.ts';
import { headingOf, type CatalogueColumn } from '../import/catalogue-columns.ts';
import type { ExportedProduct, ExportedSku } from './export-catalogue.sql.ts';

/** What an export holds, in its order, and how wide a sheet shows it. No stock: a file of yesterday would set it back. */
const COLUMNS: readonly (readonly [CatalogueColumn, number])[] = [
  ...([
    ['slug', 22],
    ['name', 28],
    ['nameEn', 28],
    ['categories', 20],
    ['code', 18],
    ['options', 24],
    ['priceYuan', 11],
    ['originalPriceYuan', 11],
    ['onSale', 9],
    ['productOnSale', 9],
    ['weightGrams', 11],
    ['volumeCm3', 11],
    ['freightTemplate', 14],
    ['brand', 14],
    ['model', 14],
    ['subtitle', 30],
    ['subtitleEn', 30],
    ['image', 9],
    ['images', 30],
    ['highlights', 24],
    ['attributes', 30],
    ['description', 40],
    ['materials', 20],
    ['usage', 20],
    ['warranty', 20],
    ['faqs', 20],
    ['manualUrl', 20],
  ] as const),
];
const PRODUCT_ONLY = new Set<CatalogueColumn>([
  ...(['name', 'nameEn', 'categories', 'productOnSale', 'brand', 'model', 'subtitle', 'subtitleEn'] as const),
  ...(['images', 'highlights', 'attributes', 'description', 'materials', 'usage', 'warranty'] as const),
  ...(['faqs', 'manualUrl', 'freightTemplate'] as const),
]);

export const TABLE_WIDTHS: readonly number[] = COLUMNS.map(([, width]) => width);

export function headOf(language: Language): string[] {
  return COLUMNS.map(([column]) => headingOf(column, language));
}

type Context = {
  readonly language: Language;
  /** Slugs of categories by their ids. */
  readonly categories: ReadonlyMap<string, string>;
  /** Names of freight templates by their ids. */
  readonly templates: ReadonlyMap<string, string>;
};

/** The rows of a product, one for each of its SKUs. What is the product's own stands in the first, as the importer reads it. */
export function rowsOf(product: ExportedProduct, context: Context): string[][] {
  return product.skus.map((sku, index) => {
    const cells = { ...skuCells(sku, context.language), ...productCells(product, context) };
    return COLUMNS.map(([column]) => (index > 0 && PRODUCT_ONLY.has(column) ? '' : (cells[column] ?? '')));
  });
}

type Cells = Partial<Record<CatalogueColumn, string>>;

function productCells(product: ExportedProduct, { language, categories, templates }: Context): Cells {
  const { slug, name, nameEn, subtitle, subtitleEn, brand, model, description } = product;
  const { materials, usage, warranty } = product;
  return {
    ...{ slug, name, nameEn, subtitle, subtitleEn, brand, model, description, materials, usage, warranty },
    manualUrl: product.manualUrl ?? '',
    freightTemplate: templates.get(product.freightTemplateId ?? '') ?? '',
    categories: product.categoryIds.flatMap((id) => categories.get(id) ?? []).join('|'),
    productOnSale: yesOrNo(product.onSale, language),
    highlights: listOf(product.highlights),
    attributes: pairsOf(product.attributes, ({ name: left, value }) => [left, value]),
    faqs: pairsOf(product.faqs, ({ question, answer }) => [question, answer]),
    images: imagesOf(product.images),
  };
}

function skuCells(sku: ExportedSku, language: Language): Cells {
  const { code, options, priceFen, originalPriceFen, imageIndex, weightGrams, volumeCm3, onSale } = sku;
  const pairs = Object.entries(options);
  return {
    code,
    options: pairs.every(isPlainPair) ? joinPairs(pairs) : JSON.stringify(options),
    priceYuan: yuanOf(priceFen),
    originalPriceYuan: originalPriceFen === null ? '' : yuanOf(originalPriceFen),
    image: imageIndex === null ? '' : String(imageIndex),
    weightGrams: weightGrams === 0 ? '' : String(weightGrams),
    volumeCm3: volumeCm3 === 0 ? '' : String(volumeCm3),
    onSale: yesOrNo(onSale, language),
  };
}

/** `129050` fen as `1290.50`. */
function yuanOf(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

function yesOrNo(isSo: boolean, language: Language): string {
  if (language === 'en') return isSo ? 'yes' : 'no';
  return isSo ? '是' : '否';
}

/** What would be read as another list is written as JSON, which is read as well. */
const isPlain = (text: string): boolean => text.trim() === text && text !== '' && !/[|=;[{\n]/.test(text);
const isPlainPair = ([left, right]: readonly [string, string]): boolean =>
  isPlain(left) && right.trim() === right && right !== '' && !right.includes('|');
const joinPairs = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([left, right]) => `${left}=${right}`).join('|');

function listOf(texts: readonly string[]): string {
  return texts.every(isPlain) ? texts.join('|') : JSON.stringify(texts);
}

function pairsOf<Entry>(
  entries: readonly Entry[],
  sides: (entry: Entry) => readonly [string, string],
): string {
  const pairs = entries.map(sides);
  return pairs.every(isPlainPair) ? joinPairs(pairs) : JSON.stringify(entries);
}

function imagesOf(images: ExportedProduct['images']): string {
  if (images.every(({ alt }) => isPlain(alt)))
    return images.map(({ key, hue, alt }) => `media:${key};${hue};${alt}`).join('|');
  return JSON.stringify(images.map(({ key, hue, alt }) => ({ src: `media:${key}`, hue, alt })));
}
