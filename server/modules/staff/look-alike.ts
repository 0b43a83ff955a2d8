/**
 * What is left of a name for the eye: two names that leave the same are taken for one another. Without case, spaces, dots and marks, in
 * the one form of each letter (NFKC: full width as half), and with what looks alike in one of its forms.
 */
export function skeletonOf(name: string): string {
  const letters = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  const plain = [...letters].map((letter) => LOOKS_LIKE.get(letter) ?? letter).join('');
  return plain.replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** Of Unicode's confusables (UTS 39) those that somebody of a shop might be called by: digits, Cyrillic, Greek, and Chinese twins. */
const ALIKE = [
  ['0', 'oоοօ〇'],
  ['l', '1iіıιӏ'],
  ['a', 'аα'],
  ['b', 'вβь'],
  ['c', 'сϲ'],
  ['d', 'ԁ'],
  ['e', 'еεё'],
  ['g', 'ɡ'],
  ['h', 'нһη'],
  ['j', 'јϳ'],
  ['k', 'кκ'],
  ['m', 'мμ'],
  ['n', 'ո'],
  ['p', 'рρ'],
  ['q', 'ԛ'],
  ['s', 'ѕ'],
  ['t', 'тτ'],
  ['u', 'υս'],
  ['v', 'ѵν'],
  ['w', 'ԝω'],
  ['x', 'хχ'],
  ['y', 'уγү'],
  ['z', 'ζᴢ'],
  ['日', '曰'],
  ['己', '已巳'],
  ['土', '士'],
  ['未', '末'],
  ['一', 'ー'],
  ['口', '囗'],
] as const;
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  ALIKE.flatMap(([letter, others]) => [...others].map((other) => [other, letter] as const)),
);
