import { Type, type Static, type TSchema } from 'typebox';
import type { Page } from '../../kernel/page.ts';
import type { Result } from '../../kernel/result.ts';
import { OfferBody, OffersBody, toOfferBody, toOffersBody } from './offers.bodies.ts';
import type { Category, Image, ProductDetail, ProductSummary } from './catalog.ts';

/** The catalogue's documents in the API: their schemas, and how they are made of what the module reads. */

const closed = { additionalProperties: false } as const;
const price = (description: string) =>
  Type.Integer({ minimum: 0, description: `${description}, in fen (CNY)` });

const ImageBody = Type.Object(
  {
    url: Type.String({
      description: 'At most 640 pixels wide; the same name with -160 or -1280 is a smaller or larger copy.',
    }),
    width: Type.Integer({ minimum: 1 }),
    height: Type.Integer({ minimum: 1 }),
    alt: Type.String(),
  },
  closed,
);
const ImageOrNull = Type.Union([ImageBody, Type.Null()]);

const categoryFields = { id: Type.String(), slug: Type.String(), name: Type.String(), icon: ImageOrNull };
const CategoryLevel = <Children extends TSchema>(children: Children) =>
  Type.Object({ ...categoryFields, children: Type.Array(children) }, closed);
/** Four levels, which is how deep the importer lets categories go. */
const CategoryBody = CategoryLevel(
  CategoryLevel(
    CategoryLevel(
      Type.Object({ ...categoryFields, children: Type.Array(Type.Never(), { maxItems: 0 }) }, closed),
    ),
  ),
);
export const CategoryTreeBody = Type.Object({ items: Type.Array(CategoryBody) }, closed);

const summaryFields = {
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  subtitle: Type.String(),
  image: ImageOrNull,
  price: price('Of the cheapest SKU on sale'),
  originalPrice: Type.Optional(price('What that SKU cost before, where it is discounted')),
  sales: Type.Integer({ minimum: 0, description: 'Pieces sold' }),
  inStock: Type.Boolean({ description: 'Whether any SKU can be bought now' }),
  offer: Type.Optional(OfferBody),
};
export const PageBody = Type.Object(
  {
    items: Type.Array(Type.Object(summaryFields, closed)),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description:
        'For the next page of the same query; null on the last. With inStock a page may be short and still have a next one.',
    }),
  },
  closed,
);

const SkuBody = Type.Object(
  {
    id: Type.String(),
    options: Type.Record(Type.String(), Type.String(), {
      description: 'Option name to value; empty for a product without options',
    }),
    price: price('Of one piece'),
    originalPrice: Type.Optional(price('What it cost before, where it is discounted')),
    lowestPriceBefore: Type.Optional(
      price(
        'The lowest that it was asked within the 30 days before its present price, where it is discounted',
      ),
    ),
    available: Type.Integer({ minimum: 0, description: 'Pieces that can be bought now' }),
    lowStock: Type.Boolean({ description: 'Few are left' }),
    image: Type.Optional(ImageBody),
  },
  closed,
);

export const DetailBody = Type.Object(
  {
    ...summaryFields,
    images: Type.Array(ImageBody),
    description: Type.String({ description: 'Markdown' }),
    attributes: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, closed)),
    model: Type.String(),
    materials: Type.String(),
    usage: Type.String(),
    warranty: Type.String(),
    manualUrl: Type.Optional(Type.String()),
    faqs: Type.Array(Type.Object({ question: Type.String(), answer: Type.String() }, closed)),
    options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) }, closed)),
    skus: Type.Array(SkuBody),
    offers: OffersBody,
    purchaseLimit: Type.Optional(
      Type.Object(
        {
          pieces: Type.Integer({ minimum: 1 }),
          days: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
        },
        {
          ...closed,
          description: 'So many pieces of all variants may one customer buy, within so many days; null: ever',
        },
      ),
    ),
    freightNote: Type.String(),
    rating: Type.Object(
      {
        average: Type.Union([Type.Number(), Type.Null()], {
          description: '1 to 5; null where nobody has rated yet',
        }),
        count: Type.Integer({ minimum: 0 }),
      },
      closed,
    ),
  },
  closed,
);

export function toCategoryTreeBody(categories: readonly Category[]): unknown {
  return { items: categories.map(toCategoryBody) };
}

function toCategoryBody({ id, slug, name, icon, children }: Category): unknown {
  return { id, slug, name, icon: imageOrNull(icon), children: children.map(toCategoryBody) };
}

/** Undefined for a refusal, which is not answered from here. */
export function toPageBody(outcome: Result<Page<ProductSummary>>): Static<typeof PageBody> | undefined {
  if (!outcome.ok) return undefined;
  const { items, nextCursor } = outcome.value;
  return { items: items.map(toSummaryBody), nextCursor };
}

function toSummaryBody({
  id,
  slug,
  name,
  subtitle,
  image,
  price,
  originalPrice,
  sales,
  inStock,
  offer,
}: ProductSummary) {
  return {
    ...{ id, slug, name, subtitle, image: imageOrNull(image), price, originalPrice, sales, inStock },
    offer: offer && toOfferBody(offer),
  };
}

export function toDetailBody(product: ProductDetail | undefined): Static<typeof DetailBody> | undefined {
  if (product === undefined) return undefined;
  const { description, model, materials, usage, warranty, manualUrl, freightNote } = product;
  return {
    ...toSummaryBody(product),
    images: product.images.map(toImageBody),
    ...{ description, attributes: [...product.attributes], model, materials, usage, warranty, manualUrl },
    faqs: [...product.faqs],
    options: product.options.map((option) => ({ name: option.name, values: [...option.values] })),
    skus: product.skus.map(({ id, options, price: ofOne, image, ...sku }) => ({
      ...{ id, options, price: ofOne, originalPrice: sku.originalPrice },
      ...{ lowestPriceBefore: sku.lowestPriceBefore, available: sku.available, lowStock: sku.lowStock },
      image: image === undefined ? undefined : toImageBody(image),
    })),
    offers: toOffersBody(product.offers),
    purchaseLimit: product.purchaseLimit,
    freightNote,
    rating: product.rating,
  };
}

function imageOrNull(image: Image | null): Static<typeof ImageOrNull> {
  return image === null ? null : toImageBody(image);
}

function toImageBody({ url, width, height, alt }: Image): Static<typeof ImageBody> {
  return { url, width, height, alt };
}
