import { wordsIn, type Language } from '../../kernel/language.ts';
import { formatYuan, ZERO, type Fen } from '../../kernel/money.ts';
import type { Book } from './book.ts';

/** What the template of the shop asks for, wherever no other row fits: for hints beside a price, where no district is known yet. */
export type FreightHint = {
  /** Of the first unit. */
  readonly flat: Fen;
  /** Undefined: no amount of goods makes it free. */
  readonly freeFrom?: Fen;
};

export function hintOf({ freight, defaultTemplateId }: Book): FreightHint {
  const { rows, free } = freight.templates.get(defaultTemplateId)!;
  const everywhereElse = rows.find(({ regions }) => regions.length === 0) ?? rows[0];
  return {
    flat: everywhereElse?.firstAmount ?? ZERO,
    ...(free?.fromAmount === undefined ? {} : { freeFrom: free.fromAmount }),
  };
}

/** What delivery costs, in one sentence for a product's page. */
export function describeFreight(book: Book, language: Language): string {
  const { flat, freeFrom } = hintOf(book);
  const from = freeFrom === undefined ? undefined : formatYuan(freeFrom);
  const first = formatYuan(flat);
  if (flat === 0) return wordsIn({ zh: '包邮。', en: 'Free delivery.' }, language);
  if (from === undefined)
    return wordsIn({ zh: `运费 ${first} 起，以结算页为准。`, en: `Delivery from ${first}.` }, language);
  return wordsIn(
    { zh: `满 ${from} 包邮，不满收 ${first} 运费。`, en: `Free delivery from ${from}, else ${first}.` },
    language,
  );
}
