import { wordsIn, type Language, type Words } from '../../kernel/language.ts';

/** How an order gets to its customer. */
export const DELIVERY_METHODS = ['standard', 'pick_up'] as const;
export type DeliveryMethod = (typeof DELIVERY_METHODS)[number];

/** Where orders are fetched, as the shop tells of it, and as an order keeps it. */
export type PickUpPlace = {
  readonly place: Words;
  readonly address: Words;
  /** When somebody is there. */
  readonly hours: Words;
  readonly phone: string;
};

/** The same in one language. */
export type PickUp = Readonly<Record<'place' | 'address' | 'hours' | 'phone', string>>;

export function presentPickUp({ place, address, hours, phone }: PickUpPlace, language: Language): PickUp {
  // A shop may have written one language alone.
  const say = (words: Words): string => wordsIn(words, language) || words.zh;
  return { place: say(place), address: say(address), hours: say(hours), phone };
}

/** The place, where the shop has orders fetched now. */
export function offeredPickUp({
  isOn,
  ...place
}: PickUpPlace & { readonly isOn: boolean }): PickUpPlace | undefined {
  return isOn ? place : undefined;
}
