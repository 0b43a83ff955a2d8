import { Type } from 'typebox';
import type { SkuId } from '../../../kernel/ids.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { toImage, type StoredImage } from '../images.ts';
import { MOST_LIMITED } from '../purchase-limit.ts';
import { MOST, PRODUCT_STATES, stateOf, type KnownProduct } from './edited-product.ts';
import type { ToldChange } from './editing.sql.ts';
import type { ListedProduct } from './list-products.ts';

/** The documents of goods as the staff's API has them. Amounts are fen. */

export const closed = { additionalProperties: false } as const;
export const Number64 = (what: string) => Type.String({ pattern: '^[1-9]\\d{0,17}$', description: what });
const Key = Type.String({
  pattern: '^[0-9a-f]{32}$',
  description: 'Of a picture, as POST /staff/media answers it.',
});
const Moment = Type.String({ format: 'date-time' });
const OrNull = <Of extends Type.TSchema>(of: Of) => Type.Union([of, Type.Null()]);
const line = (most: number) => typedText('line', { maxLength: most });
const lines = (most: number) => typedText('lines', { maxLength: most });
const fen = (what: string) => Type.Integer({ minimum: 0, maximum: MOST.fen, description: `${what}, in fen` });
export const ExpectedVersion = Type.Optional(
  Type.Integer({
    minimum: 0,
    description:
      'The version that was read. Where it is another by now, nothing is done and the answer tells what changed.',
  }),
);

export const SkuFields = {
  price: Type.Optional(fen('Of one piece')),
  originalPrice: Type.Optional(OrNull(fen('What it cost before; null where it is not discounted'))),
  onSale: Type.Optional(Type.Boolean()),
  lowStockAt: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MOST.lowStockAt,
      description: 'From how many pieces on few are left.',
    }),
  ),
};

const SkuInput = Type.Object(
  {
    ...SkuFields,
    price: fen('Of one piece'),
    id: Type.Optional(Number64('Left out for a new variant.')),
    code: Type.Optional(
      Type.String({
        pattern: '^[A-Z0-9-]{1,40}$',
        description: 'Left out for a new variant: one is made up.',
      }),
    ),
    values: Type.Array(line(MOST.optionValue), {
      maxItems: MOST.options,
      description: 'One of each option, in their order.',
    }),
    image: Type.Optional(
      OrNull(
        Type.Integer({
          minimum: 0,
          maximum: MOST.images - 1,
          description: 'One of the pictures, from 0; null for the first.',
        }),
      ),
    ),
    weightGrams: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST.grams })),
    volumeCm3: Type.Optional(
      Type.Integer({ minimum: 0, maximum: MOST.cm3, description: 'Of one piece, in cm³.' }),
    ),
  },
  closed,
);

export const ProductName = line(MOST.name);
/** What can be changed of a product; what is left out stays, and lists are given whole. */
export const ProductFields = {
  name: Type.Optional(ProductName),
  nameEn: Type.Optional(line(MOST.nameEn)),
  subtitle: Type.Optional(line(MOST.subtitle)),
  subtitleEn: Type.Optional(line(MOST.subtitleEn)),
  brand: Type.Optional(line(MOST.brand)),
  model: Type.Optional(line(MOST.model)),
  description: Type.Optional(lines(MOST.description)),
  materials: Type.Optional(lines(MOST.materials)),
  usage: Type.Optional(lines(MOST.usage)),
  warranty: Type.Optional(lines(MOST.warranty)),
  manualUrl: Type.Optional(
    OrNull(Type.String({ pattern: '^https?://[^\\s"<>]+$', maxLength: MOST.manualUrl })),
  ),
  attributes: Type.Optional(
    Type.Array(Type.Object({ name: line(MOST.attributeName), value: line(MOST.attributeValue) }, closed), {
      maxItems: MOST.attributes,
    }),
  ),
  faqs: Type.Optional(
    Type.Array(Type.Object({ question: line(MOST.question), answer: lines(MOST.answer) }, closed), {
      maxItems: MOST.faqs,
    }),
  ),
  highlights: Type.Optional(Type.Array(line(MOST.highlight), { maxItems: MOST.highlights })),
  options: Type.Optional(
    Type.Array(
      Type.Object(
        {
          name: line(MOST.optionName),
          values: Type.Array(line(MOST.optionValue), { maxItems: MOST.optionValues }),
        },
        closed,
      ),
      { maxItems: MOST.options },
    ),
  ),
  images: Type.Optional(
    Type.Array(
      Type.Object(
        {
          key: Key,
          hue: Type.Optional(
            Type.Integer({ minimum: 0, maximum: 360, description: 'Of the ground that it stands on.' }),
          ),
          alt: Type.Optional(line(MOST.alt)),
          altEn: Type.Optional(line(MOST.alt)),
        },
        closed,
      ),
      { maxItems: MOST.images },
    ),
  ),
  categoryIds: Type.Optional(Type.Array(Number64('Of a category.'), { maxItems: MOST.categories })),
  purchaseLimit: Type.Optional(
    OrNull(
      Type.Object(
        {
          pieces: Type.Integer({ minimum: 1, maximum: MOST_LIMITED.pieces }),
          days: OrNull(Type.Integer({ minimum: 1, maximum: MOST_LIMITED.days, description: 'Null: ever.' })),
        },
        {
          ...closed,
          description: 'So many pieces of all variants together may one customer buy within so many days.',
        },
      ),
    ),
  ),
  freightTemplateId: Type.Optional(
    OrNull(
      Type.String({
        format: 'uuid',
        description: 'What its way costs, as GET /staff/freight-templates has them; null: by the default.',
      }),
    ),
  ),
  skus: Type.Optional(Type.Array(SkuInput, { maxItems: MOST.skus })),
};

const ImageSchema = Type.Object({
  key: Type.String(),
  url: Type.String(),
  ...{
    width: Type.Integer(),
    height: Type.Integer(),
    hue: Type.Integer(),
    alt: Type.String(),
    altEn: OrNull(Type.String()),
  },
});

export const ProductSchema = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  version: Type.Integer(),
  state: Type.Enum([...PRODUCT_STATES]),
  publishAt: OrNull(Moment),
  updatedAt: Moment,
  ...{ name: Type.String(), nameEn: Type.String(), subtitle: Type.String(), subtitleEn: Type.String() },
  ...{ brand: Type.String(), model: Type.String(), description: Type.String(), materials: Type.String() },
  ...{ usage: Type.String(), warranty: Type.String(), manualUrl: OrNull(Type.String()) },
  attributes: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  faqs: Type.Array(Type.Object({ question: Type.String(), answer: Type.String() })),
  highlights: Type.Array(Type.String()),
  options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
  images: Type.Array(ImageSchema),
  categoryIds: Type.Array(Type.String()),
  purchaseLimit: OrNull(Type.Object({ pieces: Type.Integer(), days: OrNull(Type.Integer()) })),
  freightTemplateId: OrNull(Type.String()),
  skus: Type.Array(
    Type.Object({
      id: Type.String(),
      code: Type.String(),
      values: Type.Array(Type.String()),
      price: Type.Integer(),
      originalPrice: OrNull(Type.Integer()),
      image: OrNull(Type.Integer()),
      weightGrams: Type.Integer(),
      volumeCm3: Type.Integer(),
      onSale: Type.Boolean(),
      lowStockAt: Type.Integer(),
    }),
    { description: 'Variants; those that are no more are left out.' },
  ),
  lowestPrice30d: Type.Record(Type.String(), Type.Integer(), {
    description:
      'By the ids of variants: the lowest price that each was asked within the last 30 days, in fen, which is the most that may be struck out beside a price that begins now. Without those that were not on sale.',
  }),
});

export function presentProduct(
  product: KnownProduct,
  mediaStore: MediaStore,
  lowest: ReadonlyMap<SkuId, number>,
) {
  const { id, slug, version, updatedAt, content } = product;
  const { onSale: _onSale, isDraft: _isDraft, images, skus, ...fields } = content;
  return {
    ...{ id, slug, version, state: stateOf(content), updatedAt: updatedAt.toISOString(), ...fields },
    images: images.map((image) => presentImage(image, mediaStore)),
    skus: skus.filter(({ isRetired }) => !isRetired).map(({ isRetired: _isRetired, ...sku }) => sku),
    lowestPrice30d: Object.fromEntries(lowest),
  };
}

function presentImage(image: StoredImage, mediaStore: MediaStore) {
  const { url, width, height } = toImage(image, mediaStore, '');
  return { key: image.key, url, width, height, hue: image.hue, alt: image.alt, altEn: image.altEn ?? null };
}

export const ListedSchema = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  version: Type.Integer(),
  name: Type.String(),
  image: OrNull(Type.Object({ url: Type.String(), width: Type.Integer(), height: Type.Integer() })),
  state: Type.Enum([...PRODUCT_STATES]),
  publishAt: OrNull(Moment),
  updatedAt: Moment,
  sales: Type.Integer(),
  variants: Type.Integer(),
  lowestPrice: OrNull(Type.Integer()),
  highestPrice: OrNull(Type.Integer()),
  available: Type.Integer({ description: 'Pieces of all variants that can be bought.' }),
  short: Type.Integer({ description: 'Variants of which few or none are left.' }),
});

export function presentListed({ image, publishAt, updatedAt, ...listed }: ListedProduct) {
  return {
    ...listed,
    image: image && { url: image.url, width: image.width, height: image.height },
    publishAt: publishAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}

export const ChangeSchema = Type.Object({
  version: Type.Integer(),
  what: Type.String(),
  by: Type.String({ description: '`staff`, `system` …' }),
  byId: OrNull(Type.String()),
  at: Moment,
  before: Type.Unknown({ description: 'Of the changed fields alone, by their paths.' }),
  after: Type.Unknown(),
});

export function presentChange({ at, ...change }: ToldChange) {
  return { ...change, at: at.toISOString() };
}
