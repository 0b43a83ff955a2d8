import { setImmediate as others } from 'node:timers/promises';
import type { Actor, StaffId } from '../../../kernel/actor.ts';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Transaction } from '../../../platform/database.ts';
import type { KnownProduct } from '../editing/edited-product.ts';
import { listProductsToEdit, lockProductsBySlug } from '../editing/to-edit.sql.ts';
import { refreshShelf } from '../catalog.sql.ts';
import type { StoredImage } from '../images.ts';
import { loadSegmenter } from '../segment-words.ts';
import type { CatalogueFault } from './catalogue-faults.ts';
import type { CatalogueRecord, CategoryLine, ProductLine } from './catalogue-line.ts';
import type { CheckedCatalogue } from './check-catalogue.ts';
import { checkLine, readDate } from './check-line.ts';
import { insertPastPrices, keepAskedPrices } from '../prices/asked-prices.sql.ts';
import { findNeverAsked, struckOutOf, type AskedBefore } from './check-struck-out.ts';
import type { FreightTemplates } from '../freight-templates.ts';
import { fillLacking } from './fill-lacking.ts';
import { holdTemplates, readTemplateNames, type TemplateNames } from './template-names.ts';
import * as sql from './import-catalogue.sql.ts';
import { makeIndexer, searchTextsOf, type Indexer } from './index-words.ts';
import type { PreparedPicture } from './prepare-pictures.ts';
import { readCatalogueFile } from './read-catalogue-file.ts';
import { writeHistory } from './write-history.ts';

/**
 * Sets what lies in the shop of each SKU, and leaves a movement row where that is a change, with who had it imported. Given by the
 * stock module.
 */
export type SetOnHand = (
  tx: Transaction,
  entries: readonly { skuId: SkuId; onHand: number }[],
  by: { readonly at: Date; readonly memberId: StaffId | null; readonly reason: string | null },
) => Promise<void>;

/** Who has a file imported: it stands in the history of products and in the ledger of stock. */
export type Importer = {
  readonly actor: Actor;
  /** What the ledger says besides: which file it was. */
  readonly reason: string;
};

export type WriteOptions = {
  readonly file: string;
  readonly checked: CheckedCatalogue;
  readonly pictures: ReadonlyMap<string, PreparedPicture>;
  readonly setOnHand: SetOnHand;
  readonly freightTemplates: FreightTemplates;
  readonly askedBefore?: AskedBefore | undefined;
  readonly at: Date;
  readonly complete: boolean;
  /** Nobody: a demo shop is filled, which has no history yet. */
  readonly by: Importer | undefined;
  /** How many were sold is what orders make it; only a demo shop is told. */
  readonly takesSales: boolean;
  readonly onProducts: (written: number) => void;
};

/**
 * Somebody has changed the shop since the file was checked, so that it does not fit any more: a price that it strikes out was never
 * asked, or a freight template that it names is gone.
 */
export class Overtaken extends Error {
  readonly faults: readonly CatalogueFault[];
  constructor(faults: readonly CatalogueFault[]) {
    super('the shop was changed since the catalogue file was checked');
    this.faults = faults;
  }
}

type ReadProduct = { readonly line: ProductLine; readonly record: CatalogueRecord };
type KnownCategories = ReadonlyMap<string, { readonly id: string; readonly names: readonly string[] }>;
type OnHand = { readonly skuId: SkuId; readonly onHand: number };

const PRODUCTS_A_CHUNK = 250;
const PRODUCTS_AT_A_STRETCH = 20;
const STOCK_A_CHUNK = 2_000;
const DEFAULT_HUE = 250;

/** Writes a checked file within `tx`. Answers the products that were taken off sale because the file lacks them. */
export async function writeCatalogue(tx: Transaction, options: WriteOptions): Promise<ProductId[]> {
  const { checked, pictures, at, freightTemplates } = options;
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
  for await (const read of readChunks(options.file, tx, freightTemplates)) {
    const ids = await writeProducts(tx, read, { ...options, categories, indexer }, onHand);
    productIds.push(...ids);
    options.onProducts(productIds.length);
  }
  if (productIds.length !== checked.products)
    throw new Error('the catalogue file changed while it was imported');
  const gone = options.complete ? await takeOthersOffSale(tx, productIds, options) : [];
  await keepAskedPrices(tx, gone, at);
  await refreshShelf(tx, [...gone, ...(await sql.listProductsUnder(tx, moved))]);
  // Last, and by rising id as orders do: it locks stock rows, which orders wait for until this transaction ends.
  const { actor, reason = null } = options.by ?? {};
  const movedBy = { at, memberId: actor?.by === 'staff' ? actor.staffId : null, reason };
  onHand.sort((a, b) => Number(a.skuId) - Number(b.skuId));
  for (let from = 0; from < onHand.length; from += STOCK_A_CHUNK) {
    await options.setOnHand(tx, onHand.slice(from, from + STOCK_A_CHUNK), movedBy);
  }
  return gone;
}

/** The products of the file, so many at a time. */
async function* readChunks(
  file: string,
  tx: Transaction,
  freightTemplates: FreightTemplates,
): AsyncGenerator<ReadProduct[]> {
  const templates = readTemplateNames(await freightTemplates.list(tx));
  let chunk: ReadProduct[] = [];
  for await (const record of fillLacking(readCatalogueFile(file), tx, templates)) {
    const outcome = 'fault' in record ? undefined : checkLine(record);
    if (outcome === undefined || !('line' in outcome))
      throw new Error('the catalogue file changed while it was imported');
    if (outcome.line.type !== 'product') continue;
    chunk.push({ line: outcome.line, record: record as CatalogueRecord });
    if (chunk.length === PRODUCTS_A_CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function writeProducts(
  tx: Transaction,
  read: readonly ReadProduct[],
  options: WriteOptions & { readonly categories: KnownCategories; readonly indexer: Indexer },
  onHand: OnHand[],
): Promise<ProductId[]> {
  const { at, askedBefore } = options;
  const known = await lockProductsBySlug(
    tx,
    read.map(({ line }) => line.slug),
  );
  const { templates, gone } = await holdTemplates(tx, read, options.freightTemplates);
  if (gone.length > 0) throw new Overtaken(gone.slice(0, 100));
  const rows: sql.ProductRow[] = [];
  for (const { line } of read) {
    rows.push(toProductRow(line, { ...options, templates, known: known.get(line.slug) }));
    // Words are cut on the one thread that answers customers, where the shop itself imports.
    if (rows.length % PRODUCTS_AT_A_STRETCH === 0) await others();
  }
  const productIds = await sql.upsertProducts(tx, rows, at);
  // Again, now that the products are held.
  const struckOut = read.flatMap(({ line, record }) => struckOutOf(line, record));
  const faults = await findNeverAsked(tx, struckOut, { at, askedBefore });
  if (faults.length > 0) throw new Overtaken(faults.slice(0, 100));
  const lines = read.map(({ line }) => line);
  const skus = lines.flatMap((line) => toSkuRows(line, productIds.get(line.slug)!));
  const skuIds = await sql.upsertSkus(tx, skus);
  const ids = [...productIds.values()];
  if (askedBefore !== undefined) await insertPastPrices(tx, pastOf(lines, skuIds, { at, askedBefore }));
  await keepAskedPrices(tx, ids, at);
  await refreshShelf(tx, ids);
  if (options.by !== undefined) {
    const before = new Map([...known.values()].map((product) => [product.id, product]));
    await writeHistory(tx, before, ids, { actor: options.by.actor, at: options.at });
  }
  for (const { code, stock } of lines.flatMap((line) => line.skus)) {
    if (stock != null) onHand.push({ skuId: skuIds.get(code)!, onHand: stock });
  }
  return ids;
}

/** Of what is on sale: what is not was asked of nobody. */
function pastOf(
  lines: readonly ProductLine[],
  skuIds: ReadonlyMap<string, SkuId>,
  { at, askedBefore }: { readonly at: Date; readonly askedBefore: AskedBefore },
) {
  return lines
    .filter(({ onSale }) => onSale ?? true)
    .flatMap(({ skus }) => skus)
    .filter(({ onSale }) => onSale ?? true)
    .map((sku) => ({ skuId: skuIds.get(sku.code)!, asked: askedBefore(sku, at) }));
}

async function takeOthersOffSale(
  tx: Transaction,
  kept: readonly ProductId[],
  { at, by }: WriteOptions,
): Promise<ProductId[]> {
  const others = await sql.lockOthersOnSale(tx, kept);
  for (let from = 0; from < others.length; from += PRODUCTS_A_CHUNK) {
    const ids = others.slice(from, from + PRODUCTS_A_CHUNK);
    const before = by === undefined ? [] : await listProductsToEdit(tx, ids);
    await sql.takeOffSale(tx, ids, at);
    if (by !== undefined)
      await writeHistory(tx, new Map(before.map((product) => [product.id, product])), ids, {
        actor: by.actor,
        at,
      });
  }
  return others;
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
    takesSales,
    templates,
    known,
  }: Pick<WriteOptions, 'pictures' | 'takesSales'> & {
    categories: KnownCategories;
    indexer: Indexer;
    templates: TemplateNames;
    known: KnownProduct | undefined;
  },
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
    images: (line.images ?? []).map((image) =>
      withEnglish(toStoredImage(image, pictures, line.name), known?.content.images ?? []),
    ),
    category_ids: own.map((category) => category.id),
    freight_template_id: templates.idOf(line),
    sales: takesSales ? (line.sales ?? null) : null,
    published_at: line.publishedAt == null ? null : new Date(readDate(line.publishedAt)).toISOString(),
    on_sale: line.onSale ?? true,
    search: indexer(searchTextsOf(texts, categoryNames)),
  };
}

/** No column of a file tells it in English: a picture that was there keeps those words while it keeps the others. */
function withEnglish(image: StoredImage, known: readonly StoredImage[]): StoredImage {
  const altEn = known.find(({ key, alt }) => key === image.key && alt === image.alt)?.altEn;
  return altEn === undefined ? image : { ...image, altEn };
}

function toSkuRows(line: ProductLine, productId: ProductId): sql.SkuRow[] {
  const names = (line.options ?? []).map((option) => option.name);
  return line.skus.map((sku, position) => ({
    ...{ product_id: productId, code: sku.code, position },
    // In the order of the product's options, which is how a person reads them.
    options: Object.fromEntries(names.map((name) => [name, sku.options![name]!])),
    ...{ price_fen: sku.price, original_price_fen: sku.originalPrice ?? null },
    ...{ image_index: sku.image ?? null, on_sale: sku.onSale ?? true },
    ...{ weight_grams: sku.weightGrams ?? 0, volume_cm3: sku.volumeCm3 ?? 0 },
  }));
}
