import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Transaction } from '../../../platform/database.ts';
import { refreshShelf } from '../catalog.sql.ts';
import type { StoredImage } from '../images.ts';
import { loadSegmenter } from '../segment-words.ts';
import type { CategoryLine, ProductLine } from './catalogue-line.ts';
import type { CheckedCatalogue } from './check-catalogue.ts';
import { checkLine, readDate } from './check-line.ts';
import * as sql from './import-catalogue.sql.ts';
import { makeIndexer, searchTextsOf, type Indexer } from './index-words.ts';
import type { PreparedPicture } from './prepare-pictures.ts';
import { readCatalogueFile } from './read-catalogue-file.ts';

/** Sets what lies in the shop of each SKU, and leaves a movement row where that is a change. Given by the stock module. */
export type SetOnHand = (
  tx: Transaction,
  entries: readonly { skuId: SkuId; onHand: number }[],
  at: Date,
) => Promise<void>;

export type WriteOptions = {
  readonly file: string;
  readonly checked: CheckedCatalogue;
  readonly pictures: ReadonlyMap<string, PreparedPicture>;
  readonly setOnHand: SetOnHand;
  readonly at: Date;
  readonly complete: boolean;
  readonly onProducts: (written: number) => void;
};

type KnownCategories = ReadonlyMap<string, { readonly id: string; readonly names: readonly string[] }>;
type OnHand = { readonly skuId: SkuId; readonly onHand: number };

const PRODUCTS_A_CHUNK = 250;
const STOCK_A_CHUNK = 2_000;
const DEFAULT_HUE = 250;

/** Writes a checked file within `tx`. Answers the products that were taken off sale because the file lacks them. */
export async function writeCatalogue(tx: Transaction, options: WriteOptions): Promise<ProductId[]> {
  const { checked, pictures, at } = options;
  await sql.beginImport(tx);
  await sql.insertMedia(tx, [...pictures.values()], at);
  const moved = await sql.upsertCategories(
    tx,
    checked.categories.map((line) => toCategoryRow(line, pictures)),
  );
  const categories = await sql.listCategoryNames(tx);
  const indexer = await makeIndexer(await loadSegmenter());
  const productIds: ProductId[] = [];
  const onHand: OnHand[] = [];
  for await (const lines of readChunks(options.file)) {
    const ids = await writeProducts(tx, lines, { ...options, categories, indexer }, onHand);
    productIds.push(...ids);
    options.onProducts(productIds.length);
  }
  if (productIds.length !== checked.products)
    throw new Error('the catalogue file changed while it was imported');
  const gone = options.complete ? await sql.takeOthersOffSale(tx, productIds, at) : [];
  await refreshShelf(tx, [...gone, ...(await sql.listProductsUnder(tx, moved))]);
  await sql.settleCatalogue(tx);
  // Last, and by rising id as orders do: it locks stock rows, which orders wait for until this transaction ends.
  onHand.sort((a, b) => Number(a.skuId) - Number(b.skuId));
  for (let from = 0; from < onHand.length; from += STOCK_A_CHUNK) {
    await options.setOnHand(tx, onHand.slice(from, from + STOCK_A_CHUNK), at);
  }
  return gone;
}

/** The products of the file, so many at a time. */
async function* readChunks(file: string): AsyncGenerator<ProductLine[]> {
  let chunk: ProductLine[] = [];
  for await (const record of readCatalogueFile(file)) {
    const outcome = 'fault' in record ? undefined : checkLine(record);
    if (outcome === undefined || !('line' in outcome))
      throw new Error('the catalogue file changed while it was imported');
    if (outcome.line.type !== 'product') continue;
    chunk.push(outcome.line);
    if (chunk.length === PRODUCTS_A_CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function writeProducts(
  tx: Transaction,
  lines: readonly ProductLine[],
  options: WriteOptions & { readonly categories: KnownCategories; readonly indexer: Indexer },
  onHand: OnHand[],
): Promise<ProductId[]> {
  const rows = lines.map((line) => toProductRow(line, options));
  const productIds = await sql.upsertProducts(tx, rows, options.at);
  const skus = lines.flatMap((line) => toSkuRows(line, productIds.get(line.slug)!));
  const skuIds = await sql.upsertSkus(tx, skus);
  const ids = [...productIds.values()];
  await refreshShelf(tx, ids);
  for (const { code, stock } of lines.flatMap((line) => line.skus)) {
    if (stock != null) onHand.push({ skuId: skuIds.get(code)!, onHand: stock });
  }
  return ids;
}

function toCategoryRow(line: CategoryLine, pictures: ReadonlyMap<string, PreparedPicture>): sql.CategoryRow {
  const icon =
    line.icon == null ? null : toStoredImage({ src: line.icon, alt: line.name }, pictures, line.name);
  return {
    ...{ slug: line.slug, name: line.name, name_en: line.nameEn, parent: line.parent ?? null },
    ...{ icon, position: line.position ?? null },
  };
}

function toStoredImage(
  image: { src: string; hue?: number | null; alt?: string | null },
  pictures: ReadonlyMap<string, PreparedPicture>,
  name: string,
): StoredImage {
  const picture = pictures.get(image.src);
  if (picture === undefined) throw new Error('the catalogue file changed while it was imported');
  const { key, width, height } = picture;
  return { key, width, height, hue: image.hue ?? DEFAULT_HUE, alt: image.alt || name };
}

function toProductRow(
  line: ProductLine,
  {
    pictures,
    categories,
    indexer,
  }: { pictures: WriteOptions['pictures']; categories: KnownCategories; indexer: Indexer },
): sql.ProductRow {
  const own = line.categories.map((slug) => categories.get(slug)!);
  const attributes = line.attributes ?? [];
  const highlights = line.highlights ?? [];
  const options = line.options ?? [];
  const texts = {
    ...{ name: line.name, nameEn: line.nameEn, brand: line.brand ?? '', model: line.model ?? '' },
    ...{ subtitle: line.subtitle ?? '', subtitleEn: line.subtitleEn ?? '' },
    ...{ materials: line.materials ?? '', description: line.description ?? '' },
    ...{ attributes, highlights, options },
  };
  const categoryNames = own.flatMap((category) => category.names);
  const { nameEn, subtitleEn, ...sameInBoth } = texts;
  return {
    ...{ ...sameInBoth, name_en: nameEn, subtitle_en: subtitleEn },
    ...{ slug: line.slug, usage: line.usage ?? '', warranty: line.warranty ?? '' },
    ...{ manual_url: line.manualUrl ?? null, faqs: line.faqs ?? [] },
    images: (line.images ?? []).map((image) => toStoredImage(image, pictures, line.name)),
    category_ids: own.map((category) => category.id),
    sales: line.sales ?? null,
    published_at: line.publishedAt == null ? null : new Date(readDate(line.publishedAt)).toISOString(),
    on_sale: line.onSale ?? true,
    search: indexer(searchTextsOf(texts, categoryNames)),
  };
}

function toSkuRows(line: ProductLine, productId: ProductId): sql.SkuRow[] {
  const names = (line.options ?? []).map((option) => option.name);
  return line.skus.map((sku, position) => ({
    ...{ product_id: productId, code: sku.code, position },
    // In the order of the product's options, which is how a person reads them.
    options: Object.fromEntries(names.map((name) => [name, sku.options![name]!])),
    ...{ price_fen: sku.price, original_price_fen: sku.originalPrice ?? null },
    ...{ image_index: sku.image ?? null, weight_grams: sku.weightGrams ?? 0, on_sale: sku.onSale ?? true },
  }));
}
