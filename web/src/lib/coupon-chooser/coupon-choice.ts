/** Which coupons are to be used: those that make it cheapest, or these. */
export type CouponChoice = 'best' | readonly string[];

/** The parameter of an address, and the field of a form, that carries it. */
export const COUPONS = 'coupons';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As many as the shop looks at. */
const MOST = 20;

/** `best`, `none` or ids with commas between them. What is none of that is the best. */
export function readChoice(text: string | null): CouponChoice {
  if (text === 'none') return [];
  const ids = [...new Set((text ?? '').toLowerCase().split(','))];
  return ids.length <= MOST && ids.every((id) => ID.test(id)) ? ids : 'best';
}

export function writeChoice(choice: CouponChoice): string {
  if (choice === 'best') return 'best';
  return choice.length === 0 ? 'none' : choice.join(',');
}
