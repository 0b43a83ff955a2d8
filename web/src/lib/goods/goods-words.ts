import { m } from '#lib/words/m.ts';
import { spoken } from '#lib/words/spoken.ts';
import type { PRODUCT_STATES } from '#server/modules/catalog/editing/edited-product.ts';
import { formatAmount } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import type { IconName } from '../icon/icons.ts';

export type GoodsState = (typeof PRODUCT_STATES)[number];

type StateLook = { readonly name: () => string; readonly icon: IconName; readonly badge: string };
const STATES: Readonly<Record<GoodsState, StateLook>> = {
  on_sale: { name: m.goods_state_on_sale, icon: 'circle-check', badge: 'badge-success' },
  scheduled: { name: m.goods_state_scheduled, icon: 'clock', badge: 'badge-info' },
  draft: { name: m.goods_state_draft, icon: 'pencil', badge: 'badge-ghost' },
  off_sale: { name: m.goods_state_off_sale, icon: 'circle-x', badge: 'badge-ghost' },
};

/** What the list may be narrowed to. */
export type GoodsTab = GoodsState | 'low_stock';
export const isGoodsTab = (text: unknown): text is GoodsTab => text === 'low_stock' || isGoodsState(text);

export const GOODS_STATES = Object.keys(STATES) as readonly GoodsState[];
const isGoodsState = (text: unknown): text is GoodsState =>
  typeof text === 'string' && Object.hasOwn(STATES, text);
export const stateLook = (state: GoodsState): StateLook => STATES[state];

const FIELDS: Readonly<Record<string, () => string>> = {
  name: m.goods_name,
  nameEn: m.goods_name_en,
  subtitle: m.goods_subtitle,
  subtitleEn: m.goods_subtitle_en,
  brand: m.goods_brand,
  model: m.goods_model,
  description: m.goods_description,
  materials: m.goods_materials,
  usage: m.goods_usage,
  warranty: m.goods_warranty,
  manualUrl: m.goods_manual,
  attributes: m.goods_attributes,
  faqs: m.goods_faqs,
  highlights: m.goods_highlights,
  options: m.goods_options,
  images: m.goods_pictures,
  categoryIds: m.goods_categories,
  skus: m.goods_variants,
  onSale: m.goods_on_sale,
  isDraft: m.goods_is_draft,
  publishAt: m.goods_publish_at,
  purchaseLimit: m.goods_purchase_limit,
  freightTemplateId: m.goods_freight,
  code: m.goods_code,
  values: m.goods_variant,
  price: m.goods_price,
  originalPrice: m.goods_original,
  image: m.goods_picture,
  weightGrams: m.goods_weight,
  volumeCm3: m.goods_volume,
  lowStockAt: m.goods_low,
  isRetired: m.goods_is_retired,
  question: m.goods_question,
  answer: m.goods_answer,
  alt: m.goods_alt,
  altEn: m.goods_alt_en,
};

/** What a field is called; `skus.2.price` is called as its last part. */
export function goodsField(path: string): string {
  const known = path
    .split('.')
    .reverse()
    .find((part) => Object.hasOwn(FIELDS, part));
  return known === undefined ? path : FIELDS[known]!();
}

const FAULTS: Readonly<Record<string, () => string>> = {
  missing: m.goods_fault_missing,
  too_long: m.goods_fault_too_long,
  too_many: m.goods_fault_too_many,
  too_small: m.goods_fault_too_small,
  too_large: m.goods_fault_too_large,
  malformed: m.goods_fault_malformed,
  twice: m.goods_fault_twice,
  taken: m.goods_fault_taken,
  unknown: m.goods_fault_unknown,
  not_higher: m.goods_fault_not_higher,
  never_asked: m.goods_fault_never_asked,
};
const LACKS: Readonly<Record<string, () => string>> = {
  name: m.goods_lack_name,
  category: m.goods_lack_category,
  variant: m.goods_lack_variant,
};

export type FaultView = {
  readonly path: string;
  readonly code: string;
  readonly highestAllowed?: number | null;
  readonly askedSince?: string | null;
};

/** What is wrong with a field, and what to do. */
export function faultWords({ code, highestAllowed, askedSince }: FaultView): string {
  if (highestAllowed == null || askedSince == null) return FAULTS[code]?.() ?? code;
  const since = formatDay(new Date(askedSince), spoken());
  return m.goods_fault_above_asked({ amount: formatAmount(highestAllowed), since });
}
export const lackWords = (lack: string): string => LACKS[lack]?.() ?? lack;

/** `30 天内 2 件`: a limit as a value. */
export function limitSaid({ pieces, days }: { pieces: number; days: number | null }): string {
  return days === null
    ? m.goods_limit_said({ count: pieces })
    : m.goods_limit_said_within({ count: pieces, days });
}
