import type { SkuId } from '../../../kernel/ids.ts';
import { refuseStruckOut, type AskedPrice, type NeverAsked } from '../prices/struck-out.decide.ts';
import { MOST_LIMITED } from '../purchase-limit.ts';
import { MOST, type EditedProduct, type EditedSku } from './edited-product.ts';

export const FAULT_CODES = [
  ...(['missing', 'too_long', 'too_many', 'too_small', 'too_large', 'malformed'] as const),
  ...(['twice', 'taken', 'unknown', 'not_higher', 'never_asked'] as const),
] as const;
/** What is wrong with a field. `path` as `skus.2.price`, counted from 0. */
export type ProductFault = {
  readonly path: string;
  readonly code: (typeof FAULT_CODES)[number];
  /** Of `never_asked`: fen; null where no price may be struck out. */
  readonly highestAllowed?: number | null;
  /** Of `never_asked`: since when that was asked; null where no price may be struck out. */
  readonly askedSince?: string | null;
};

/** What has to be there before a product can be sold. */
export const LACKS = ['name', 'category', 'variant'] as const;
export type Lack = (typeof LACKS)[number];

/** What is looked up before a product is judged. */
export type ProductSurroundings = {
  /** Of the categories that it names, those that there are. */
  readonly categoryIds: ReadonlySet<string>;
  /** Codes of SKUs that belong to other products, of those that it names. */
  readonly takenCodes: ReadonlySet<string>;
  /** Of the freight templates that it names, those that there are. */
  readonly freightTemplateIds: ReadonlySet<string>;
  /** What its SKUs were asked. */
  readonly asked: ReadonlyMap<SkuId, readonly AskedPrice[]>;
  /** As they are now. */
  readonly known: readonly EditedSku[];
  readonly now: Date;
};

const CODE = /^[A-Z0-9-]{1,40}$/;
const WEB_ADDRESS = /^https?:\/\/[^\s"<>]+$/;

/** All that is wrong with a product, whether it is sold or not; none where it can be kept. */
export function checkProduct(product: EditedProduct, around: ProductSurroundings): ProductFault[] {
  return [
    ...textFaults(product),
    ...listFaults(product),
    ...optionFaults(product),
    ...product.categoryIds.flatMap((id, at) =>
      around.categoryIds.has(id) ? [] : [{ path: `categoryIds.${at}`, code: 'unknown' as const }],
    ),
    ...limitFaults(product),
    ...freightFaults(product, around),
    ...skuFaults(product, around),
    ...struckOutFaults(product, around),
  ];
}

/** What a product lacks to be sold. */
export function lacksOf({ name, categoryIds, skus }: EditedProduct): Lack[] {
  return [
    ...(name === '' ? (['name'] as const) : []),
    ...(categoryIds.length === 0 ? (['category'] as const) : []),
    ...(skus.some(({ onSale, isRetired }) => onSale && !isRetired) ? [] : (['variant'] as const)),
  ];
}

const TEXTS = [
  ...(['name', 'nameEn', 'subtitle', 'subtitleEn', 'brand', 'model'] as const),
  ...(['description', 'materials', 'usage', 'warranty'] as const),
] as const;

function isLong(text: string, most: number): boolean {
  return text.length > most && [...text].length > most;
}

function* textFaults(product: EditedProduct): Generator<ProductFault> {
  if (product.name === '') yield { path: 'name', code: 'missing' };
  for (const path of TEXTS) if (isLong(product[path], MOST[path])) yield { path, code: 'too_long' };
  const { manualUrl } = product;
  if (manualUrl === null) return;
  if (isLong(manualUrl, MOST.manualUrl)) yield { path: 'manualUrl', code: 'too_long' };
  else if (!WEB_ADDRESS.test(manualUrl)) yield { path: 'manualUrl', code: 'malformed' };
}

/** A text of a list that has to be there. */
function* itemFaults(path: string, text: string, most: number): Generator<ProductFault> {
  if (text === '') yield { path, code: 'missing' };
  else if (isLong(text, most)) yield { path, code: 'too_long' };
}

function* listFaults(product: EditedProduct): Generator<ProductFault> {
  const { attributes, faqs, highlights, images, categoryIds, skus } = product;
  const lengths = { attributes, faqs, highlights, images, skus };
  for (const [path, list] of Object.entries(lengths))
    if (list.length > MOST[path as keyof typeof lengths]) yield { path, code: 'too_many' };
  if (categoryIds.length > MOST.categories) yield { path: 'categoryIds', code: 'too_many' };
  for (const [at, { name, value }] of attributes.entries()) {
    yield* itemFaults(`attributes.${at}.name`, name, MOST.attributeName);
    yield* itemFaults(`attributes.${at}.value`, value, MOST.attributeValue);
  }
  for (const [at, { question, answer }] of faqs.entries()) {
    yield* itemFaults(`faqs.${at}.question`, question, MOST.question);
    yield* itemFaults(`faqs.${at}.answer`, answer, MOST.answer);
  }
  for (const [at, highlight] of highlights.entries())
    yield* itemFaults(`highlights.${at}`, highlight, MOST.highlight);
  for (const [at, { alt, altEn = '' }] of images.entries()) {
    if (isLong(alt, MOST.alt)) yield { path: `images.${at}.alt`, code: 'too_long' };
    if (isLong(altEn, MOST.alt)) yield { path: `images.${at}.altEn`, code: 'too_long' };
  }
  yield* repeated(categoryIds.map((id, at) => [id, `categoryIds.${at}`]));
}

/** Those that stood there before. */
function* repeated(entries: readonly (readonly [what: string, path: string])[]): Generator<ProductFault> {
  const seen = new Set<string>();
  for (const [what, path] of entries) {
    if (what !== '' && seen.has(what)) yield { path, code: 'twice' };
    seen.add(what);
  }
}

function* optionFaults({ options }: EditedProduct): Generator<ProductFault> {
  if (options.length > MOST.options) yield { path: 'options', code: 'too_many' };
  for (const [at, { name, values }] of options.entries()) {
    yield* itemFaults(`options.${at}.name`, name, MOST.optionName);
    if (values.length === 0) yield { path: `options.${at}.values`, code: 'missing' };
    if (values.length > MOST.optionValues) yield { path: `options.${at}.values`, code: 'too_many' };
    for (const [index, value] of values.entries())
      yield* itemFaults(`options.${at}.values.${index}`, value, MOST.optionValue);
    yield* repeated(values.map((value, index) => [value, `options.${at}.values.${index}`]));
  }
  yield* repeated(options.map(({ name }, at) => [name, `options.${at}.name`]));
}

/** Those that are no variants any more are as they are. */
function* skuFaults(
  product: EditedProduct,
  { takenCodes }: Pick<ProductSurroundings, 'takenCodes'>,
): Generator<ProductFault> {
  const live = product.skus.filter(({ isRetired }) => !isRetired);
  const retired = new Set(product.skus.filter(({ isRetired }) => isRetired).map(({ code }) => code));
  for (const [at, sku] of live.entries()) {
    const path = `skus.${at}`;
    if (sku.code === '') yield { path: `${path}.code`, code: 'missing' };
    else if (!CODE.test(sku.code)) yield { path: `${path}.code`, code: 'malformed' };
    else if (takenCodes.has(sku.code) || retired.has(sku.code)) yield { path: `${path}.code`, code: 'taken' };
    yield* amountFaults(sku, path);
    yield* valueFaults(sku, path, product.options);
    if (sku.image !== null && sku.image >= product.images.length)
      yield { path: `${path}.image`, code: 'unknown' };
  }
  yield* repeated(live.map(({ code }, at) => [code, `skus.${at}.code`]));
  yield* repeated(live.map(({ values }, at) => [JSON.stringify(values), `skus.${at}.values`]));
}

function* limitFaults({ purchaseLimit }: EditedProduct): Generator<ProductFault> {
  if (purchaseLimit === null) return;
  const { pieces, days } = purchaseLimit;
  if (pieces < 1) yield { path: 'purchaseLimit.pieces', code: 'missing' };
  if (pieces > MOST_LIMITED.pieces) yield { path: 'purchaseLimit.pieces', code: 'too_large' };
  if (days !== null && days < 1) yield { path: 'purchaseLimit.days', code: 'malformed' };
  if (days !== null && days > MOST_LIMITED.days) yield { path: 'purchaseLimit.days', code: 'too_large' };
}

function* freightFaults(
  { freightTemplateId }: EditedProduct,
  { freightTemplateIds }: Pick<ProductSurroundings, 'freightTemplateIds'>,
): Generator<ProductFault> {
  if (freightTemplateId !== null && !freightTemplateIds.has(freightTemplateId))
    yield { path: 'freightTemplateId', code: 'unknown' };
}

/** Prices that would be struck out and were never asked. What is struck out already may stay for as long as the price does. */
function* struckOutFaults(
  { skus }: EditedProduct,
  around: Pick<ProductSurroundings, 'asked' | 'known' | 'now'>,
): Generator<ProductFault> {
  for (const [at, sku] of skus.filter(({ isRetired }) => !isRetired).entries()) {
    const refused = neverAsked(sku, around);
    if (refused !== undefined) yield { path: `skus.${at}.originalPrice`, code: 'never_asked', ...refused };
  }
}

/** Why a SKU may not show the price that it strikes out. */
export function neverAsked(
  { id, price, originalPrice }: EditedSku,
  { asked, known, now }: Pick<ProductSurroundings, 'asked' | 'known' | 'now'>,
): NeverAsked | undefined {
  if (originalPrice === null) return undefined;
  const before = known.find((sku) => sku.id === id);
  if (before?.price === price && before.originalPrice === originalPrice) return undefined;
  return refuseStruckOut({ price, originalPrice }, asked.get(id) ?? [], now);
}

function* amountFaults(sku: EditedSku, path: string): Generator<ProductFault> {
  if (sku.price < 1) yield { path: `${path}.price`, code: 'too_small' };
  else if (sku.price > MOST.fen) yield { path: `${path}.price`, code: 'too_large' };
  if (sku.originalPrice !== null && sku.originalPrice > MOST.fen)
    yield { path: `${path}.originalPrice`, code: 'too_large' };
  else if (sku.originalPrice !== null && sku.originalPrice <= sku.price)
    yield { path: `${path}.originalPrice`, code: 'not_higher' };
  if (sku.weightGrams > MOST.grams) yield { path: `${path}.weightGrams`, code: 'too_large' };
  if (sku.volumeCm3 > MOST.cm3) yield { path: `${path}.volumeCm3`, code: 'too_large' };
  if (sku.lowStockAt > MOST.lowStockAt) yield { path: `${path}.lowStockAt`, code: 'too_large' };
}

function* valueFaults(
  { values }: EditedSku,
  path: string,
  options: EditedProduct['options'],
): Generator<ProductFault> {
  if (values.length > options.length) yield { path: `${path}.values`, code: 'too_many' };
  for (const [at, option] of options.entries()) {
    const value = values[at];
    if (value === undefined || value === '') yield { path: `${path}.values.${at}`, code: 'missing' };
    else if (!option.values.includes(value)) yield { path: `${path}.values.${at}`, code: 'unknown' };
  }
}
