import type { EditedProduct, EditedSku } from './edited-product.ts';

/** Changed fields by their paths, `name` or `skus.1024.price`, with what they held. */
export type Fields = Readonly<Record<string, unknown>>;
export type Difference = { readonly before: Fields; readonly after: Fields };

const SKU_FIELDS = [
  ...(['code', 'values', 'price', 'originalPrice', 'image'] as const),
  ...(['weightGrams', 'volumeCm3', 'onSale', 'lowStockAt', 'isRetired'] as const),
] as const satisfies readonly (keyof EditedSku)[];

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is different between a product before and after. A new SKU is one that was none of its variants before. */
export function differenceOf(before: EditedProduct, after: EditedProduct): Difference {
  const difference: { before: Record<string, unknown>; after: Record<string, unknown> } = {
    before: {},
    after: {},
  };
  const note = (path: string, was: unknown, is: unknown): void => {
    if (isSame(was, is)) return;
    difference.before[path] = was;
    difference.after[path] = is;
  };
  for (const field of Object.keys(after) as (keyof EditedProduct)[])
    if (field !== 'skus') note(field, before[field], after[field]);
  const known = new Map(before.skus.map((sku) => [sku.id, sku]));
  for (const sku of after.skus) {
    const was = known.get(sku.id);
    if (was === undefined) note(`skus.${sku.id}.isRetired`, true, sku.isRetired);
    else for (const field of SKU_FIELDS) note(`skus.${sku.id}.${field}`, was[field], sku[field]);
  }
  return difference;
}

export function isEmpty({ after }: Difference): boolean {
  return Object.keys(after).length === 0;
}

/** The product with a change taken back, or the fields that were changed again since, which stand in the way. */
export function withoutChange(
  product: EditedProduct,
  change: Difference,
): { readonly product: EditedProduct } | { readonly overtaken: readonly string[] } {
  const fields = fieldsOf(product);
  const overtaken = Object.keys(change.after).filter((path) => !isSame(fields[path], change.after[path]));
  if (overtaken.length > 0) return { overtaken };
  return { product: withFields(product, change.before) };
}

/** Every field by its path. */
function fieldsOf({ skus, ...rest }: EditedProduct): Fields {
  const ofSkus = skus.flatMap((sku) => SKU_FIELDS.map((field) => [`skus.${sku.id}.${field}`, sku[field]]));
  return { ...rest, ...Object.fromEntries(ofSkus) };
}

function withFields(product: EditedProduct, fields: Fields): EditedProduct {
  const own = Object.entries(fields).filter(([path]) => !path.startsWith('skus.'));
  const skus = product.skus.map((sku) => {
    const changed = SKU_FIELDS.filter((field) => Object.hasOwn(fields, `skus.${sku.id}.${field}`));
    return {
      ...sku,
      ...Object.fromEntries(changed.map((field) => [field, fields[`skus.${sku.id}.${field}`]])),
    };
  });
  return { ...product, ...(Object.fromEntries(own) as Partial<EditedProduct>), skus };
}
