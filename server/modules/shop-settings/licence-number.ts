/** Digits and capitals without I, O, S, V and Z; what a character counts is its place (GB 32100-2015). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const UNIFIED = new RegExp(`^[${ALPHABET}]{18}$`);
/** Of licences before 2015. */
const FORMER = /^\d{15}$/;

/**
 * Whether a number can be one of a business licence: a unified social credit code, whose last character is checked against the
 * others (GB 32100-2015, 4.2: powers of 3, modulo 31), or the fifteen digits that went before it (GS 15-2006, ISO 7064 MOD 11,10).
 */
export function isLicenceNo(text: string): boolean {
  if (FORMER.test(text)) return isFormer(text);
  if (!UNIFIED.test(text)) return false;
  const sum = [...text.slice(0, 17)].reduce(
    (total, character, place) => total + ALPHABET.indexOf(character) * (3 ** place % 31),
    0,
  );
  return ALPHABET[(31 - (sum % 31)) % 31] === text[17];
}

function isFormer(text: string): boolean {
  const product = [...text.slice(0, 14)].reduce((carry, digit) => {
    const sum = (carry + Number(digit)) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  return (product + Number(text[14])) % 10 === 1;
}
