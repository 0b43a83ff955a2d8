import type { BackOffice } from '#server/shop.ts';

type Known = NonNullable<Awaited<ReturnType<BackOffice['catalog']['find']>>>;

/** A picture of a product in the editor. */
export type EditorImage = {
  /** Names it in this editor: the same picture may be there twice. */
  id: string;
  key: string;
  url: string;
  /** Of the ground that it stands on; null for one that is new. */
  hue: number | null;
  alt: string;
  altEn: string;
};

/** A variant in the editor, every cell as it is typed: amounts in yuan. */
export type EditorSku = {
  /** Empty for a new one. */
  id: string;
  values: string[];
  code: string;
  price: string;
  original: string;
  weight: string;
  /** Cubic centimetres, or length × width × height. */
  volume: string;
  low: string;
  /** The id of one of the pictures; empty for the product's own. */
  image: string;
  onSale: boolean;
  /** Pieces that can be bought; null for a new one. */
  available: number | null;
};

/** A product as the editor holds it: what is typed, before anybody has judged it. */
export type EditorDoc = {
  texts: Record<TextField, string>;
  categories: string[];
  attributes: { name: string; value: string }[];
  faqs: { question: string; answer: string }[];
  /** One a line. */
  highlights: string;
  /** How many one customer may buy, and within how many days; empty where nothing limits it. */
  limit: { pieces: string; days: string };
  /** The id of a freight template; empty for the default of the shop. */
  freight: string;
  images: EditorImage[];
  options: { name: string; values: string[] }[];
  skus: EditorSku[];
};

export const TEXT_FIELDS = [
  ...(['name', 'nameEn', 'subtitle', 'subtitleEn', 'brand', 'model'] as const),
  ...(['description', 'materials', 'usage', 'warranty', 'manualUrl'] as const),
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Cubic centimetres of what was typed, as such or as length × width × height; undefined where it is neither. */
export function readVolume(typed: string): number | undefined {
  const plain = typed.replaceAll(/[\s,，]|cm3?|厘米/gi, '');
  if (!/^\d{1,9}(?:[×x*＊]\d{1,5}){0,2}$/i.test(plain)) return undefined;
  const sides = plain.split(/[×x*＊]/i).map(Number);
  return sides.length === 2 ? undefined : sides.reduce((volume, side) => volume * side, 1);
}

/** `125890` fen as `1258.90`, which is how an amount stands in a field. */
export function typedYuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** Fen of what was typed in yuan; undefined where it is no amount. Signs that a spreadsheet brings along are passed over. */
export function readYuan(typed: string): number | undefined {
  const plain = typed.replaceAll(/[\s,，¥￥元]/g, '');
  const [, whole, cents = ''] = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(plain) ?? [];
  return whole === undefined ? undefined : Number(whole) * 100 + Number(cents.padEnd(2, '0'));
}

export const EMPTY_DOC: EditorDoc = {
  texts: Object.fromEntries(TEXT_FIELDS.map((field) => [field, ''])) as EditorDoc['texts'],
  ...{ categories: [], attributes: [], faqs: [], highlights: '', images: [], options: [] },
  limit: { pieces: '', days: '' },
  freight: '',
  skus: [],
};

export function newSku(values: string[], like?: EditorSku): EditorSku {
  return {
    ...{ id: '', values, code: '', image: '', onSale: true, available: null },
    ...{ price: like?.price ?? '', original: like?.original ?? '', weight: like?.weight ?? '' },
    volume: like?.volume ?? '',
    low: like?.low ?? '10',
  };
}

/** What the server says of a product, as the editor holds it. What only stands for something left out is left out. */
export function toDoc(
  { content }: Known,
  urlOf: (key: string) => string,
  availableOf: (skuId: Known['content']['skus'][number]['id']) => number,
): EditorDoc {
  const { name } = content;
  const unlessName = (text: string): string => (text === name ? '' : text);
  const texts = Object.fromEntries(TEXT_FIELDS.map((field) => [field, content[field] ?? '']));
  const images = content.images.map(({ key, hue, alt, altEn = '' }, at) => ({
    ...{ id: `${at}`, key, url: urlOf(key), hue, alt: unlessName(alt), altEn },
  }));
  return {
    texts: { ...(texts as EditorDoc['texts']), nameEn: unlessName(content.nameEn) },
    categories: [...content.categoryIds],
    attributes: content.attributes.map((one) => ({ ...one })),
    faqs: content.faqs.map((one) => ({ ...one })),
    highlights: content.highlights.join('\n'),
    limit: {
      pieces: String(content.purchaseLimit?.pieces ?? ''),
      days: String(content.purchaseLimit?.days ?? ''),
    },
    freight: content.freightTemplateId ?? '',
    images,
    options: content.options.map(({ name: option, values }) => ({ name: option, values: [...values] })),
    skus: content.skus
      .filter(({ isRetired }) => !isRetired)
      .map((sku) => ({
        ...{ id: sku.id, values: [...sku.values], code: sku.code, onSale: sku.onSale },
        ...{
          price: typedYuan(sku.price),
          original: sku.originalPrice === null ? '' : typedYuan(sku.originalPrice),
        },
        ...{
          weight: String(sku.weightGrams),
          volume: sku.volumeCm3 === 0 ? '' : String(sku.volumeCm3),
          low: String(sku.lowStockAt),
          image: images[sku.image ?? -1]?.id ?? '',
        },
        available: availableOf(sku.id),
      })),
  };
}

/** How many fields are typed otherwise than they are kept. */
export function countChanges(kept: EditorDoc, typed: EditorDoc): number {
  const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  const texts = TEXT_FIELDS.filter((field) => kept.texts[field] !== typed.texts[field]).length;
  const lists = (
    ['categories', 'attributes', 'faqs', 'highlights', 'limit', 'freight', 'images', 'options'] as const
  ).filter((field) => differs(kept[field], typed[field])).length;
  const rows = Math.max(kept.skus.length, typed.skus.length);
  const skus = Array.from({ length: rows }, (_, at) => differs(kept.skus[at], typed.skus[at])).filter(
    Boolean,
  );
  return texts + lists + skus.length;
}

/**
 * The variants that these options make, in their order. A variant keeps its row as long as its values do; a value or an option that
 * was only renamed keeps its place, and its rows go along.
 */
export function spreadSkus(
  was: EditorDoc['options'],
  is: EditorDoc['options'],
  skus: readonly EditorSku[],
): EditorSku[] {
  // One without values is still being typed.
  const [before, after] = [was, is].map((options) => options.filter(({ values }) => values.length > 0)) as [
    EditorDoc['options'],
    EditorDoc['options'],
  ];
  const renamed = skus.map((sku) => ({
    ...sku,
    values: sku.values.map((value, at) => {
      const [old, young] = [before[at]?.values ?? [], after[at]?.values ?? []];
      const place = old.indexOf(value);
      return old.length === young.length && place !== -1 && !young.includes(value) ? young[place]! : value;
    }),
  }));
  const combinations = after.reduce<string[][]>(
    (rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
  const taken = new Set<EditorSku>();
  return combinations.map((values) => {
    const isFree = (sku: EditorSku): boolean => !taken.has(sku);
    const same = renamed.find((sku) => isFree(sku) && JSON.stringify(sku.values) === JSON.stringify(values));
    // An option that was added: the first of its values takes over what there was.
    const like = renamed.find(
      (sku) => sku.values.length > 0 && sku.values.every((value, at) => values[at] === value),
    );
    const grown = like && isFree(like) && like.values.length < values.length ? like : undefined;
    const only =
      skus.length === 1 && renamed[0]!.values.length === 0 && isFree(renamed[0]!) ? renamed[0] : undefined;
    const kept = same ?? grown ?? only;
    if (kept === undefined) return newSku(values, like ?? renamed.at(-1));
    taken.add(kept);
    return { ...kept, values };
  });
}
