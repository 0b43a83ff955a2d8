import type { Actor } from '../../../kernel/actor.ts';
import type { SkuId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { Emit } from '../../../platform/events.ts';
import type { NewAct } from '../../audit/index.ts';
import type { FindStock } from '../availability.ts';
import { refreshShelf } from '../catalog.sql.ts';
import type { CatalogEvent } from '../catalog.events.ts';
import type { FreightTemplates } from '../freight-templates.ts';
import { listCategoryNames } from '../import/import-catalogue.sql.ts';
import { makeIndexer, searchTextsOf } from '../import/index-words.ts';
import { keepPictures } from '../pictures/media.sql.ts';
import { keepAskedPrices, listAskedPrices } from '../prices/asked-prices.sql.ts';
import { loadSegmenter } from '../segment-words.ts';
import { checkProduct, lacksOf, type Lack, type ProductFault } from './check-product.decide.ts';
import type { EditedProduct, EditedSku, KnownProduct } from './edited-product.ts';
import * as sql from './editing.sql.ts';
import { differenceOf, isEmpty } from './product-changes.decide.ts';

/**
 * Sets from how many pieces on a SKU is short, and sees to it that it has a row of stock. Given by stock; to be called by rising
 * id, as all who lock stock go.
 */
export type SetLowStockAt = (tx: Transaction, skuId: SkuId, lowStockAt: number) => Promise<unknown>;

export type SaveDeps = {
  readonly findStock: FindStock;
  readonly setLowStockAt: SetLowStockAt;
  readonly freightTemplates: FreightTemplates;
  readonly emit: Emit<CatalogEvent>;
};

/** A SKU that is to be saved; one without an id is new. */
export type SkuToSave = Omit<EditedSku, 'id'> & { readonly id: SkuId | null };
export type ProductToSave = Omit<EditedProduct, 'skus'> & { readonly skus: readonly SkuToSave[] };

export type SaveRefusal =
  | { readonly code: 'product_faulty'; readonly faults: readonly ProductFault[] }
  | { readonly code: 'product_unready'; readonly lacks: readonly Lack[] };

export type Saved = {
  readonly product: KnownProduct;
  /** For the audit trail, to be recorded last; none where nothing was different. */
  readonly acts: readonly NewAct[];
};

export type Save = {
  readonly what: string;
  readonly actor: Actor;
  /** Network and device in words; null where nobody sat there. */
  readonly from: string | null;
  readonly at: Date;
};

/** Where stock says nothing of it. */
export const LOW_STOCK_AT = 10;
/** Longer texts are whole in the product's own history, and begun in the trail. */
const LONGEST_IN_TRAIL = 300;

export function lowStockAtOf({ findStock }: Pick<SaveDeps, 'findStock'>, on: Queryable): sql.LowStockAt {
  return async (skuIds) => {
    const stock = await findStock(on, skuIds);
    return new Map([...stock].map(([id, { lowStockAt = LOW_STOCK_AT }]) => [id, lowStockAt]));
  };
}

/**
 * Writes a product that is held by `lockProduct`, with all that follows from it: its SKUs and their stock rows, the words by
 * which it is found, the shelf, the history, and an event. Writes nothing where nothing is different.
 */
export async function saveProduct(
  tx: Transaction,
  deps: SaveDeps,
  known: KnownProduct,
  wanted: ProductToSave,
  save: Save,
): Promise<Result<Saved, SaveRefusal>> {
  const categories = [...(await listCategoryNames(tx)).values()];
  const codes = wanted.skus.map(({ code }) => code);
  const faults = checkProduct(draftOf(wanted), {
    categoryIds: new Set(categories.map(({ id }) => id)),
    takenCodes: await sql.listTakenCodes(tx, codes, known.id),
    freightTemplateIds: await holdTemplate(tx, deps, wanted),
    asked: await listAskedPrices(
      tx,
      known.content.skus.map(({ id }) => id),
    ),
    ...{ known: known.content.skus, now: save.at },
  });
  if (faults.length > 0) return refuse({ code: 'product_faulty', faults: faults.slice(0, 100) });
  const lacks = wanted.onSale || wanted.publishAt !== null ? lacksOf(draftOf(wanted)) : [];
  if (lacks.length > 0) return refuse({ code: 'product_unready', lacks });

  const unchanged = { product: known, acts: [] };
  const isNew = known.version === 0;
  if (!isNew && wanted.skus.every(({ id }) => id !== null))
    if (isEmpty(differenceOf(known.content, wanted as EditedProduct))) return ok(unchanged);
  const content = await writeSkus(tx, known, wanted);
  const difference = differenceOf(known.content, content);
  const version = known.version + 1;
  const publishedAt = content.onSale && known.content.isDraft ? save.at : known.publishedAt;
  const namesOf = new Map(categories.map(({ id, names }) => [id, names]));
  const indexer = await makeIndexer(await loadSegmenter());
  const words = indexer(
    searchTextsOf(
      content,
      content.categoryIds.flatMap((id) => namesOf.get(id) ?? []),
    ),
  );
  await sql.updateProduct(tx, { id: known.id, version, content, words, publishedAt, at: save.at });
  await keepPictures(
    tx,
    content.images.map(({ key }) => key),
  );
  await keepAskedPrices(tx, [known.id], save.at);
  await refreshShelf(tx, [known.id]);
  await openStockOf(tx, deps, known.content, content);
  const { what, actor, from, at } = save;
  await sql.insertChange(tx, known.id, { version, what, ...difference, actor, at });
  const fields = Object.keys(difference.after);
  const told = { productId: known.id, version, fields: fields.slice(0, 50), actor, at: at.toISOString() };
  await deps.emit(tx, [{ type: 'product_changed', v: 1, ...told }]);
  const product = { ...known, version, publishedAt, updatedAt: at, content };
  const [before, after] = [isNew ? null : shorten(difference.before), shorten(difference.after)];
  const subject = { kind: 'product', id: known.id };
  return ok({ product, acts: [{ actor, from, at, what, subject, before, after, reason: null }] });
}

async function holdTemplate(
  tx: Transaction,
  { freightTemplates }: SaveDeps,
  { freightTemplateId }: ProductToSave,
): Promise<ReadonlySet<string>> {
  return freightTemplateId === null ? new Set() : freightTemplates.hold(tx, [freightTemplateId]);
}

function draftOf(wanted: ProductToSave): EditedProduct {
  return { ...wanted, skus: wanted.skus.map((sku) => ({ ...sku, id: sku.id ?? ('0' as SkuId) })) };
}

/** In the order in which a person reads them: by the first option, then by the second. */
export function inOrder<Sku extends Pick<EditedSku, 'values' | 'isRetired'>>(
  skus: readonly Sku[],
  options: EditedProduct['options'],
): Sku[] {
  const placeOf = ({ values }: Sku) => options.map((option, at) => option.values.indexOf(values[at] ?? ''));
  const compare = (one: readonly number[], other: readonly number[]): number => {
    const at = one.findIndex((place, index) => place !== other[index]);
    return at === -1 ? 0 : one[at]! - other[at]!;
  };
  return skus.toSorted(
    (one, other) => Number(one.isRetired) - Number(other.isRetired) || compare(placeOf(one), placeOf(other)),
  );
}

async function writeSkus(
  tx: Transaction,
  known: KnownProduct,
  wanted: ProductToSave,
): Promise<EditedProduct> {
  const rows = inOrder(wanted.skus, wanted.options).map((sku, position) => ({
    ...{ id: sku.id, code: sku.code, price: sku.price, originalPrice: sku.originalPrice, position },
    ...{
      weightGrams: sku.weightGrams,
      volumeCm3: sku.volumeCm3,
      onSale: sku.onSale,
      isRetired: sku.isRetired,
    },
    options: Object.fromEntries(wanted.options.map(({ name }, at) => [name, sku.values[at] ?? ''])),
    imageIndex: sku.image,
  }));
  const before = new Map(known.content.skus.map((sku) => [sku.id, sku]));
  const kept = rows.filter(({ id, isRetired }) => id !== null && !isRetired);
  const gone = rows.flatMap(({ id, isRetired }) =>
    id !== null && isRetired && before.get(id)?.isRetired === false ? [id] : [],
  );
  if (gone.length > 0) await sql.retireSkus(tx, known.id, gone);
  if (kept.length > 0) await sql.updateSkus(tx, known.id, kept);
  const ids = await sql.insertSkus(
    tx,
    known.id,
    rows.filter(({ id }) => id === null),
  );
  const skus = wanted.skus.map((sku) => ({ ...sku, id: sku.id ?? ids.get(sku.code)! }));
  return { ...wanted, skus: inOrder(skus, wanted.options) };
}

/** Those that are new, and those of which another number means few. Locks rows that orders wait for, so it comes late. */
async function openStockOf(
  tx: Transaction,
  { setLowStockAt }: SaveDeps,
  before: EditedProduct,
  after: EditedProduct,
): Promise<void> {
  const known = new Map(before.skus.map(({ id, lowStockAt }) => [id, lowStockAt]));
  const entries = after.skus.flatMap(({ id, lowStockAt }) =>
    known.get(id) === lowStockAt ? [] : [{ skuId: id, lowStockAt }],
  );
  entries.sort((one, other) => Number(one.skuId) - Number(other.skuId));
  for (const { skuId, lowStockAt } of entries) await setLowStockAt(tx, skuId, lowStockAt);
}

type Shown = string | number | boolean | null | Shown[] | { [key: string]: Shown };

/** What the trail holds of changed fields: values as they are, long texts by their beginning. */
function shorten(fields: Readonly<Record<string, unknown>>): { [key: string]: Shown } {
  const short = (value: unknown): Shown => {
    if (typeof value === 'string')
      return value.length > LONGEST_IN_TRAIL ? `${[...value].slice(0, LONGEST_IN_TRAIL).join('')}…` : value;
    if (Array.isArray(value)) return value.map(short);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner)]));
    return value as Shown;
  };
  return short(fields) as { [key: string]: Shown };
}
