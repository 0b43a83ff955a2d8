import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { StoredImage } from '../images.ts';
import type { ProductFault } from './check-product.decide.ts';
import type { EditedProduct, EditedSku, ProductContent } from './edited-product.ts';
import { LOW_STOCK_AT, type ProductToSave, type SkuToSave } from './save-product.ts';

/** A picture of the media store, as it is named in a change. */
export type ImageInput = {
  readonly key: string;
  /** Of the ground that it stands on; left out, it stays what it is. */
  readonly hue?: number;
  readonly alt?: string;
  readonly altEn?: string;
};

/** A variant as it is named in a change. One without an id is new; a new one without a code is given one. */
export type SkuInput = {
  readonly id?: SkuId | undefined;
  readonly code?: string;
  readonly values: readonly string[];
  readonly price: number;
  readonly originalPrice?: number | null;
  readonly image?: number | null;
  readonly weightGrams?: number;
  readonly volumeCm3?: number;
  readonly onSale?: boolean;
  readonly lowStockAt?: number;
};

/** What is to be changed: fields that are left out stay; lists are given whole. Variants that `skus` lacks are no more. */
export type ProductPatch = Partial<Omit<ProductContent, 'images' | 'skus'>> & {
  readonly images?: readonly ImageInput[];
  readonly skus?: readonly SkuInput[];
};

/** Sizes of pictures by their keys, as the media store knows them. */
export type KnownPictures = ReadonlyMap<string, Pick<StoredImage, 'width' | 'height'>>;

/** The hue on which a picture stands that nobody has chosen one for. */
const DEFAULT_HUE = 250;

/** The product as it should be, or why it cannot be so. */
export function applyPatch(
  product: EditedProduct,
  patch: ProductPatch,
  { id, pictures }: { readonly id: ProductId; readonly pictures: KnownPictures },
): { readonly wanted: ProductToSave } | { readonly faults: readonly ProductFault[] } {
  const { images: asked, skus: askedSkus, ...texts } = patch;
  const name = patch.name ?? product.name;
  // Where no English name was written, the Chinese one stands for it, and goes with it.
  const ownNameEn = product.nameEn === product.name ? '' : product.nameEn;
  const images =
    asked === undefined ? product.images : asked.map((one) => toImage(one, name, product, pictures));
  const faults: ProductFault[] = images.flatMap((image, at) =>
    image === undefined ? [{ path: `images.${at}`, code: 'unknown' }] : [],
  );
  const own = new Map(product.skus.map((sku) => [sku.id, sku]));
  for (const [at, sku] of (askedSkus ?? []).entries())
    if (sku.id !== undefined && !own.has(sku.id)) faults.push({ path: `skus.${at}`, code: 'unknown' });
  if (faults.length > 0) return { faults };
  const kept = images.filter((image) => image !== undefined);
  const skus = askedSkus === undefined ? product.skus : mergeSkus(product, askedSkus, id);
  return {
    wanted: {
      ...{ ...product, ...texts, name, nameEn: (patch.nameEn ?? ownNameEn) || name },
      // In one order of keys, so that equal things are equal as texts too.
      purchaseLimit: toLimit(patch.purchaseLimit === undefined ? product.purchaseLimit : patch.purchaseLimit),
      images: kept,
      // A variant whose picture was taken away has none; one that names a picture that was never there is told so.
      skus: askedSkus === undefined ? skus.map((sku) => withImageOf(sku, product.images, kept)) : skus,
    },
  };
}

function toLimit(limit: ProductContent['purchaseLimit']): ProductContent['purchaseLimit'] {
  return limit && { pieces: limit.pieces, days: limit.days };
}

function toImage(
  { key, hue, alt = '', altEn = '' }: ImageInput,
  name: string,
  product: EditedProduct,
  pictures: KnownPictures,
): StoredImage | undefined {
  const own = product.images.filter((image) => image.key === key);
  const known = own.find((image) => image.hue === hue) ?? own[0];
  const size = known ?? pictures.get(key);
  if (size === undefined) return undefined;
  const { width, height } = size;
  const words = { alt: alt || name, ...(altEn !== '' && { altEn }) };
  return { ...{ key, width, height, hue: hue ?? known?.hue ?? DEFAULT_HUE }, ...words };
}

/** The same picture, wherever it stands now. */
function withImageOf(
  sku: SkuToSave,
  before: readonly StoredImage[],
  after: readonly StoredImage[],
): SkuToSave {
  const shown = sku.image === null ? undefined : before[sku.image];
  if (shown === undefined) return sku;
  const at = after.findIndex(({ key, hue }) => key === shown.key && hue === shown.hue);
  return { ...sku, image: at === -1 ? null : at };
}

function mergeSkus(product: EditedProduct, asked: readonly SkuInput[], id: ProductId): SkuToSave[] {
  const own = new Map(product.skus.map((sku) => [sku.id, sku]));
  const taken = new Set([...product.skus, ...asked].map(({ code }) => code));
  const named = new Set(asked.map((sku) => sku.id));
  let number = 0;
  const nextCode = (): string => {
    do number += 1;
    while (taken.has(`P${id}-${number}`));
    return `P${id}-${number}`;
  };
  const wanted = asked.map((sku): SkuToSave => {
    const known: EditedSku | undefined = sku.id === undefined ? undefined : own.get(sku.id);
    return {
      id: sku.id ?? null,
      code: sku.code === undefined || sku.code === '' ? (known?.code ?? nextCode()) : sku.code,
      values: sku.values,
      price: sku.price,
      originalPrice: sku.originalPrice === undefined ? (known?.originalPrice ?? null) : sku.originalPrice,
      image: sku.image === undefined ? (known?.image ?? null) : sku.image,
      weightGrams: sku.weightGrams ?? known?.weightGrams ?? 0,
      volumeCm3: sku.volumeCm3 ?? known?.volumeCm3 ?? 0,
      onSale: sku.onSale ?? known?.onSale ?? true,
      lowStockAt: sku.lowStockAt ?? known?.lowStockAt ?? LOW_STOCK_AT,
      isRetired: false,
    };
  });
  const gone = product.skus.filter((sku) => !named.has(sku.id));
  return [...wanted, ...gone.map((sku) => ({ ...sku, isRetired: true, onSale: false }))];
}
