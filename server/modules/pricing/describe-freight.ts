import { wordsIn, type Language } from '../../kernel/language.ts';
import { formatYuan } from '../../kernel/money.ts';
import { FREIGHT, type FreightRule } from './price-order.decide.ts';

/** What delivery costs, in one sentence for a product's page. */
export function describeFreight(language: Language, rule: FreightRule = FREIGHT): string {
  const [flat, from] = [formatYuan(rule.flat), formatYuan(rule.freeFrom)];
  return wordsIn(
    {
      zh: `满 ${from} 包邮，不满收 ${flat} 运费。`,
      en: `Free delivery from ${from}, else ${flat}.`,
    },
    language,
  );
}
