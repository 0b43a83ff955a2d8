import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import type { AllSaved, SectionValues } from './sections.ts';

/** What the shop says of itself to everybody, in one language; empty where it says nothing. */
export type ShopFacts = {
  readonly name: string;
  readonly about: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly hours: string;
  readonly legal: SectionValues['legal'];
};

export function factsIn({ shop, legal }: AllSaved, language: Language): ShopFacts {
  const { name, about, phone, email, address, hours } = shop.value;
  const said = (words: Words): string => wordsIn(words, language) || words.zh;
  return {
    ...{ phone, email, legal: legal.value },
    name: said(name),
    about: said(about),
    address: said(address),
    hours: said(hours),
  };
}
