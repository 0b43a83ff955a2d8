import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import { ok } from '../../../kernel/result.ts';
import type { StaffSession } from '../../staff/index.ts';
import { lacksOf, neverAsked } from './check-product.decide.ts';
import { editProduct, type EditDeps, type EditRefusal } from './edit-products.ts';
import { MOST, type EditedProduct, type EditedSku, type KnownProduct } from './edited-product.ts';
import { listAskedPrices } from '../prices/asked-prices.sql.ts';
import type { AskedPrice } from '../prices/struck-out.decide.ts';
import { findProductToEdit } from './editing.sql.ts';
import { lowStockAtOf } from './save-product.ts';

export const MOST_AT_ONCE = 100;

/**
 * What is done to many products: every price set (fen), changed by an amount (fen) or by a part of it (basis points: -1000 is a tenth
 * less), all of them put on sale or taken off it, or given a freight template (null: the default).
 */
export type ManyChange =
  | { readonly kind: 'price'; readonly how: 'set' | 'amount' | 'part'; readonly value: number }
  | { readonly kind: 'sale'; readonly onSale: boolean }
  | { readonly kind: 'freight'; readonly templateId: string | null };

export type ManyAsked = {
  /** With the versions that were seen in the preview. */
  readonly products: readonly { readonly id: ProductId; readonly expectedVersion?: number }[];
  readonly change: ManyChange;
};

/** What would become of one variant, or of a product. Amounts in fen. */
export type PreviewRow = {
  readonly productId: ProductId;
  readonly version: number;
  readonly name: string;
  readonly skuId: SkuId | null;
  /** Its options, or its code where it has none. */
  readonly variant: string | null;
  /** Of templates their ids; null for the default. */
  readonly before: number | boolean | string | null;
  readonly after: number | boolean | string | null;
  readonly problem:
    | 'template_unknown'
    | ('price_too_small' | 'price_too_large' | 'original_not_higher' | 'original_never_asked' | 'unready')
    | null;
  /** Of `original_never_asked`: the highest price that may be struck out beside the new one; null where none may. */
  readonly highestAllowed: number | null;
};

/** Applied to what is sold of it: a price to each variant. */
export function withManyChange(product: EditedProduct, change: ManyChange): EditedProduct {
  if (change.kind === 'sale') {
    const { onSale } = change;
    return { ...product, onSale, publishAt: null, ...(onSale && { isDraft: false }) };
  }
  if (change.kind === 'freight') return { ...product, freightTemplateId: change.templateId };
  return {
    ...product,
    skus: product.skus.map((sku) => (sku.isRetired ? sku : { ...sku, price: newPrice(sku.price, change) })),
  };
}

function newPrice(price: number, { how, value }: Extract<ManyChange, { kind: 'price' }>): number {
  if (how === 'set') return value;
  if (how === 'amount') return price + value;
  // To whole fen, halves up.
  return Math.floor((price * (10_000 + value) + 5_000) / 10_000);
}

/** What a change would do, without doing it. Products that are not there are left out. */
export async function previewMany(deps: EditDeps, { products, change }: ManyAsked): Promise<PreviewRow[]> {
  const rows: PreviewRow[] = [];
  const templates = new Set((await deps.freightTemplates.list(deps.database)).map((template) => template.id));
  for (const { id } of products) {
    const known = await findProductToEdit(deps.database, id, lowStockAtOf(deps, deps.database));
    if (known === undefined) continue;
    const skuIds = known.content.skus.map(({ id: skuId }) => skuId);
    const asked = await listAskedPrices(deps.database, skuIds);
    rows.push(...previewOf(known, change, { asked, templates, now: deps.clock.now() }));
  }
  return rows;
}

type Around = {
  readonly asked: ReadonlyMap<SkuId, readonly AskedPrice[]>;
  /** Ids of freight templates. */
  readonly templates: ReadonlySet<string>;
  readonly now: Date;
};

function previewOf({ id, version, content }: KnownProduct, change: ManyChange, around: Around): PreviewRow[] {
  const after = withManyChange(content, change);
  const same = { productId: id, version, name: content.name, highestAllowed: null };
  if (change.kind === 'sale') {
    const problem = change.onSale && lacksOf(content).length > 0 ? ('unready' as const) : null;
    return [{ ...same, skuId: null, variant: null, before: content.onSale, after: after.onSale, problem }];
  }
  if (change.kind === 'freight') {
    const { templateId: wanted } = change;
    const problem = wanted !== null && !around.templates.has(wanted) ? ('template_unknown' as const) : null;
    return [
      { ...same, skuId: null, variant: null, before: content.freightTemplateId, after: wanted, problem },
    ];
  }
  return content.skus.flatMap((sku, at): PreviewRow[] => {
    if (sku.isRetired) return [];
    const changed = after.skus[at]!;
    const variant = sku.values.length === 0 ? sku.code : sku.values.join(' / ');
    const told = { ...same, skuId: sku.id, variant, before: sku.price, after: changed.price };
    const problem = problemOf(changed);
    const refused = problem === null ? neverAsked(changed, { ...around, known: content.skus }) : undefined;
    if (refused === undefined) return [{ ...told, problem }];
    return [{ ...told, problem: 'original_never_asked', highestAllowed: refused.highestAllowed }];
  });
}

function problemOf({ price, originalPrice }: EditedSku): PreviewRow['problem'] {
  if (price < 1) return 'price_too_small';
  if (price > MOST.fen) return 'price_too_large';
  return originalPrice !== null && originalPrice <= price ? 'original_not_higher' : null;
}

export type ManyResult = {
  readonly productId: ProductId;
  readonly name: string | null;
  readonly refusal: EditRefusal | null;
};

/** Does it, each product by itself: one that is refused keeps none of the others from it. */
export async function changeMany(
  deps: EditDeps,
  by: StaffSession,
  { products, change }: ManyAsked,
): Promise<ManyResult[]> {
  const what = actOf(change);
  const results: ManyResult[] = [];
  for (const { id, expectedVersion } of products) {
    const edit = { by, id, expectedVersion, what };
    const outcome = await editProduct(deps, edit, ({ content }) => ok(withManyChange(content, change)));
    results.push({
      productId: id,
      name: outcome.ok ? outcome.value.content.name : null,
      refusal: outcome.ok ? null : outcome.error,
    });
  }
  return results;
}

function actOf(change: ManyChange): string {
  switch (change.kind) {
    case 'price':
      return 'product:price';
    case 'sale':
      return change.onSale ? 'product:publish' : 'product:take_off';
    case 'freight':
      return 'product:freight';
  }
}
