import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';
import type { IconName } from '../icon/icons.ts';

type Item = Awaited<ReturnType<BackOffice['stock']['list']>>['items'][number];

/** What staff do to stock, in the order of how often. */
export const WORKS = ['receive', 'count', 'write_off'] as const;
export type Work = (typeof WORKS)[number];

export function isWork(text: string | null): text is Work {
  return WORKS.some((work) => work === text);
}

export const WORK_ICONS: Readonly<Record<Work, IconName>> = {
  receive: 'package-plus',
  count: 'clipboard-check',
  write_off: 'package-x',
};

export const WORK_WORDS: Readonly<
  Record<
    Work,
    {
      readonly act: () => string;
      readonly title: () => string;
      readonly asks: () => string;
      readonly submit: () => string;
    }
  >
> = {
  receive: {
    act: m.stock_receive,
    title: m.stock_receive_title,
    asks: m.stock_receive_quantity,
    submit: m.stock_receive_submit,
  },
  count: {
    act: m.stock_count,
    title: m.stock_count_title,
    asks: m.stock_count_quantity,
    submit: m.stock_count_submit,
  },
  write_off: {
    act: m.stock_write_off,
    title: m.stock_write_off_title,
    asks: m.stock_write_off_quantity,
    submit: m.stock_write_off_submit,
  },
};

/** Reasons that are chosen by one touch; what is kept is the word in the language of whoever chose. */
export const REASONS: Readonly<Record<Work, readonly (() => string)[]>> = {
  receive: [m.stock_reason_purchase, m.stock_reason_returned, m.stock_reason_found],
  count: [m.stock_reason_routine, m.stock_reason_spot],
  write_off: [m.stock_reason_broken, m.stock_reason_expired, m.stock_reason_lost, m.stock_reason_sample],
};

/** Stock of a SKU as it is read. */
export type StockView = Pick<Item, 'skuId' | 'onHand' | 'reserved' | 'lowStockAt' | 'shortage'> & {
  readonly available: number;
  /** What it is called: the product with its options. */
  readonly name: string;
  readonly options: string;
  readonly code: string | undefined;
  readonly slug: string | undefined;
  readonly image: NonNullable<Item['sku']>['image'] | undefined;
  readonly onSale: boolean;
};

export function viewStock({ skuId, onHand, reserved, lowStockAt, shortage, sku }: Item): StockView {
  return {
    ...{ skuId, onHand, reserved, lowStockAt, shortage },
    available: Math.max(0, onHand - reserved),
    name: sku?.name ?? m.stock_no_sku({ id: skuId }),
    options: Object.values(sku?.options ?? {}).join(' · '),
    code: sku?.code,
    slug: sku?.onSale === true ? sku.productSlug : undefined,
    image: sku?.image ?? undefined,
    onSale: sku?.onSale ?? false,
  };
}

/** What a SKU is called in a sentence. */
export function skuName({ name, options }: Pick<StockView, 'name' | 'options'>): string {
  return options === '' ? name : `${name}（${options}）`;
}

/** How many lie there after it; undefined where nothing sensible was typed. */
export function onHandAfter(work: Work, onHand: number, typed: string): number | undefined {
  if (!/^\d{1,10}$/.test(typed.trim())) return undefined;
  const quantity = Number(typed);
  return { receive: onHand + quantity, count: quantity, write_off: onHand - quantity }[work];
}
