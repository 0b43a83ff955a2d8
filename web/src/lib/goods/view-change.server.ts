import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';
import { actName } from '../audit/act-words.ts';
import { formatAmount } from '../format/money.ts';
import { formatTime } from '../format/time.ts';
import { goodsField, limitSaid } from './goods-words.ts';

type Change = Awaited<ReturnType<BackOffice['catalog']['history']>>[number];
type Known = NonNullable<Awaited<ReturnType<BackOffice['catalog']['find']>>>;

/** A change of a product as it is read. */
export type ChangeView = {
  readonly version: number;
  readonly at: Date;
  readonly who: string;
  readonly what: string;
  readonly rows: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  /** Fields beyond those that are told. */
  readonly more: number;
  readonly mayBeUndone: boolean;
};

const MOST_ROWS = 12;
const LONGEST = 60;

/** `names`: of the members, by their ids; `called`: of categories and freight templates. */
export function viewChange(
  change: Change,
  { content }: Known,
  names: ReadonlyMap<string, string>,
  called: ReadonlyMap<string, string>,
): ChangeView {
  const { version, at, what, by, byId, before, after } = change;
  const paths = Object.keys(after).filter((path) => path !== 'isDraft');
  const variants = new Map(content.skus.map((sku) => [sku.id as string, sku.values.join(' / ') || sku.code]));
  const rows = version === 1 ? [] : paths.slice(0, MOST_ROWS);
  return {
    ...{ version, at, what: actName(what) },
    who: by === 'staff' ? (names.get(byId ?? '') ?? m.goods_by_somebody()) : m.goods_by_program(),
    rows: rows.map((path) => ({
      field: labelOf(path, variants),
      before: sayValue(path, before[path], called),
      after: sayValue(path, after[path], called),
    })),
    more: version === 1 ? 0 : paths.length - rows.length,
    mayBeUndone: version > 1,
  };
}

function labelOf(path: string, variants: ReadonlyMap<string, string>): string {
  const [, skuId] = /^skus\.(\d+)\./.exec(path) ?? [];
  const variant = skuId === undefined ? undefined : variants.get(skuId);
  return variant === undefined ? goodsField(path) : `${variant} · ${goodsField(path)}`;
}

function sayValue(path: string, value: unknown, called: ReadonlyMap<string, string>): string {
  if (path === 'freightTemplateId')
    return value === null ? m.goods_freight_default() : (called.get(String(value)) ?? m.goods_freight_gone());
  if (value === null || value === undefined || value === '') return m.goods_none();
  if (typeof value === 'boolean') return value ? m.goods_yes() : m.goods_no();
  if (/\.(?:price|originalPrice)$/.test(path)) return formatAmount(Number(value));
  if (path === 'purchaseLimit') return limitSaid(value as { pieces: number; days: number | null });
  if (path === 'publishAt') return formatTime(new Date(String(value)));
  if (path.endsWith('.image')) return String(Number(value) + 1);
  if (path === 'categoryIds')
    return short((value as string[]).map((id) => called.get(id) ?? id).join(m.role_separator()));
  if (Array.isArray(value)) return sayList(path, value);
  return short(String(value));
}

function sayList(path: string, list: readonly unknown[]): string {
  if (list.length === 0) return m.goods_none();
  if (path === 'images') return m.goods_pictures_count({ count: list.length });
  const texts = list.map((one) => {
    if (typeof one === 'string') return one;
    const { name, value, values, question } = one as Record<string, unknown>;
    return question === undefined ? `${String(name)} ${String(value ?? values)}` : String(question);
  });
  return short(texts.join(m.role_separator()));
}

function short(text: string): string {
  const characters = [...text.replaceAll(/\s+/g, ' ')];
  return characters.length <= LONGEST ? characters.join('') : `${characters.slice(0, LONGEST).join('')}…`;
}
