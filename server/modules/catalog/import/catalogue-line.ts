import { Type, type Static } from 'typebox';

/**
 * What one line of a catalogue file may hold; docs/catalogue-import.md tells it to merchants. Rules that one line alone
 * cannot show (is this category known?) stand in check-catalogue.ts.
 */

export const SLUG = '^[a-z0-9]+(-[a-z0-9]+)*$';
export const CODE = '^[A-Z0-9-]{1,40}$';
export const WEB_ADDRESS = '^https?://[^\\s"<>]+$';
export const NOT_BLANK = '\\S';
const Slug = Type.String({ pattern: SLUG, maxLength: 80 });
const Picture = Type.String({ minLength: 1, maxLength: 300 });
const closed = { additionalProperties: false } as const;

/** A text of at most `longest` characters; null and a missing field both mean that there is none. */
const text = (longest: number) =>
  Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: longest })]));
const name = (longest: number) => Type.String({ minLength: 1, maxLength: longest, pattern: NOT_BLANK });
const count = (most: number) => Type.Integer({ minimum: 0, maximum: most });
const optional = <Of extends Type.TSchema>(of: Of) => Type.Optional(Type.Union([Type.Null(), of]));

const MOST_FEN = 10_000_000_000;
const MOST_PIECES = 1_000_000_000;

export const CategoryLine = Type.Object(
  {
    type: Type.Literal('category'),
    slug: Slug,
    name: name(40),
    nameEn: name(80),
    parent: optional(Slug),
    icon: optional(Picture),
    position: optional(count(100_000)),
  },
  closed,
);

export const SkuLine = Type.Object(
  {
    code: Type.String({ pattern: CODE }),
    options: optional(Type.Record(Type.String({ maxLength: 20 }), Type.String({ maxLength: 40 }))),
    price: Type.Integer({ minimum: 1, maximum: MOST_FEN }),
    originalPrice: optional(count(MOST_FEN)),
    stock: optional(count(MOST_PIECES)),
    image: optional(count(19)),
    weightGrams: optional(count(10_000_000)),
    volumeCm3: optional(count(10_000_000)),
    onSale: optional(Type.Boolean()),
  },
  closed,
);

export const ProductLine = Type.Object(
  {
    type: Type.Literal('product'),
    slug: Slug,
    name: name(120),
    nameEn: name(200),
    subtitle: text(200),
    subtitleEn: text(300),
    categories: Type.Array(Slug, { minItems: 1, maxItems: 10 }),
    model: text(80),
    brand: text(80),
    description: text(20_000),
    attributes: optional(
      Type.Array(Type.Object({ name: name(40), value: name(500) }, closed), { maxItems: 60 }),
    ),
    materials: text(2_000),
    usage: text(5_000),
    warranty: text(2_000),
    manualUrl: optional(Type.String({ pattern: WEB_ADDRESS, maxLength: 500 })),
    faqs: optional(
      Type.Array(Type.Object({ question: name(200), answer: name(2_000) }, closed), { maxItems: 40 }),
    ),
    images: optional(
      Type.Array(Type.Object({ src: Picture, hue: optional(count(360)), alt: text(200) }, closed), {
        maxItems: 20,
      }),
    ),
    options: optional(
      Type.Array(
        Type.Object({ name: name(20), values: Type.Array(name(40), { minItems: 1, maxItems: 50 }) }, closed),
        { maxItems: 4 },
      ),
    ),
    skus: Type.Array(SkuLine, { minItems: 1, maxItems: 500 }),
    sales: optional(count(2_000_000_000)),
    highlights: optional(Type.Array(name(80), { maxItems: 12 })),
    publishedAt: optional(Type.String({ maxLength: 40 })),
    /** By its name; none: the default of the shop. */
    freightTemplate: text(60),
    onSale: optional(Type.Boolean()),
  },
  closed,
);

export type CategoryLine = Static<typeof CategoryLine>;
export type ProductLine = Static<typeof ProductLine>;
export type SkuLine = Static<typeof SkuLine>;
export type CatalogueLine = CategoryLine | ProductLine;

/** Levels of categories: the API's tree and a person's patience both end there. */
export const DEEPEST_CATEGORY = 4;

/** One category or product of a file, as it was written: nothing about it is checked yet. */
export type CatalogueRecord = {
  /** Where it begins. */
  readonly line: number;
  readonly value: unknown;
  /** For a product made of several rows: the line of each SKU. */
  readonly skuLines?: readonly number[];
  /** Of a table: the columns that it does not have. */
  readonly lacks?: ReadonlySet<string>;
  /** Bytes of the file read so far, for the progress. */
  readonly bytesRead: number;
};
