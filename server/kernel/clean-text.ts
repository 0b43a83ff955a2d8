/**
 * What people type and paste, without what they do not see and did not mean: the marks of direction that a phone's contacts put
 * around a number (U+202D … U+202C), zero-width spaces, controls, halves of characters, other widths, dashes and spaces. Every
 * border (routes, page forms, addresses of pages) reads its text by one of these. None refuses, none cuts: how long a text may
 * be is asked of what comes out. Each takes time linear in the text, gives well-formed text, and leaves as it is what it gave.
 *
 * Sources: UAX #44 (Default_Ignorable_Code_Point), UTS #51 (emoji sequences), UTS #37 (ideographic variation sequences), The
 * Unicode Standard, 23.2 (joiners) and 13.5 (Mongolian).
 */

/** Blank, though JavaScript calls it no space: a next line, and what passes for a name, the empty Braille cell, Hangul fillers. */
const BLANK = /[\u0085\u2800\u3164\uffa0]/gu;
/** More marks on one character than any spelling has; normalising takes the square of their number. */
const HEAP_OF_MARKS = /(\p{M}{16})\p{M}+/gu;
const IGNORABLE = '\\p{Default_Ignorable_Code_Point}';
/** White space is not among it; all else is for machines, or is left over where a character was cut in two. */
const INVISIBLE = `[${IGNORABLE}\\p{Cs}\\p{Noncharacter_Code_Point}\\ufff9-\\ufffc]|(?!\\s)\\p{Cc}`;

/** Scripts whose spelling needs joiners: Arabic (Uyghur, Kazakh, Persian) and those of Indic descent. */
const JOINING_SCRIPTS = [
  ...['Arabic', 'Syriac', 'Nko', 'Mandaic', 'Phags_Pa', 'Tibetan', 'Myanmar', 'Khmer', 'Tai_Tham', 'Sinhala'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam'],
].map((script) => `\\p{Script_Extensions=${script}}`);
const MONGOLIAN = '\\u1820-\\u1878\\u1880-\\u18aa';
const PICTURE = '\\p{Extended_Pictographic}[\\ufe0e\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?';
/** A character with what is invisible but belongs to it. */
const WHOLE = [
  '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{1,8}\\u{e007f}',
  `${PICTURE}(?:\\u200d${PICTURE})*`,
  '[0-9#*]\\ufe0f\\u20e3',
  '\\p{Script=Han}[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
  `[${MONGOLIAN}][\\u180b-\\u180f\\u200c\\u200d]{1,2}`,
  `(?=\\p{L})(?!${IGNORABLE})[${JOINING_SCRIPTS.join('')}](?:(?!${IGNORABLE})\\p{M}){0,16}[\\u200c\\u200d\\ufe00]`,
].join('|');
const WHOLE_OR_INVISIBLE = new RegExp(`(${WHOLE})|${INVISIBLE}`, 'gu');
const ANY_INVISIBLE = new RegExp(INVISIBLE, 'gu');

/** Hyphens, dashes, minus signs, and the lines that Chinese and Japanese keyboards offer in their place. No wave: 1～3 is a range. */
const DASH =
  '[-\\u02d7\\u2010-\\u2015\\u2043\\u207b\\u208b\\u2212\\u2500\\u2501\\u2e3a\\u2e3b\\u30fc\\ufe58\\ufe63\\uff0d\\uff70]';
const ANY_DASH = new RegExp(DASH, 'gu');
/** Between letters or digits; the long dash between Chinese words stays. */
const DASH_BETWEEN = new RegExp(`([\\p{Script=Latin}\\d])${DASH}(?=[\\p{Script=Latin}\\d])`, 'gu');
const WIDE = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/gu;
const TO_PLAIN_WIDTH = 0xff10 - 0x30;

/** A line ends here, whoever wrote it. */
const LINE_END = /\r\n?|[\n\v\f\u0085\u2028\u2029]/gu;
/** Spaces, but for the narrow one that joins a Mongolian suffix to its word. */
const SPACES = new RegExp(`([${MONGOLIAN}\\u180b-\\u180f]\\u202f(?=[${MONGOLIAN}]))|\\s+`, 'gu');

/** A code, a postal code: ` １２３ 456` and `123–456` are `123456`. What is no digit, space or dash stays, to be refused. */
export function cleanDigits(typed: string): string {
  return cleanPhone(typed).replaceAll('-', '').normalize('NFC');
}

/** A phone number: digits, `+`, brackets and plain dashes, no spaces. `+86 １３８–0013–8000` is `+86138-0013-8000`. */
export function cleanPhone(typed: string): string {
  return compatible(typed).replace(/\s/gu, '').replace(ANY_DASH, '-').normalize('NFC');
}

/** A quantity or an amount: `１２` is `12`, `1,000` is `1000`; `−3` is `-3`, which is not three. */
export function cleanNumber(typed: string): string {
  return cleanPhone(typed).replace(/(\d),(?=\d{3}(?!\d))/gu, '$1');
}

/**
 * One line of text: a name, a street. Spaces, tabs and line ends are one space, none at the ends; letters and digits have one
 * width and the dashes between them are `-` (`Ｂ座３－１０１` is `B座3-101`). Chinese punctuation, emoji, rare characters
 * and what other scripts need stay.
 */
export function cleanLine(typed: string): string {
  return withoutInvisible(typed.replace(WIDE, toPlainWidth))
    .normalize('NFC')
    .replace(SPACES, (_spaces, suffix: string | undefined) => suffix ?? ' ')
    .replace(DASH_BETWEEN, '$1-')
    .trim();
}

/** Several lines, as a note: as typed, but no line ends in spaces, and never more than one in a row is empty. */
export function cleanLines(typed: string): string {
  const lines = withoutInvisible(typed.replace(LINE_END, '\n'))
    .normalize('NFC')
    .replace(/[^\S\n\u3000\u202f]/gu, ' ')
    .split('\n')
    .map((line) => line.trimEnd());
  return lines
    .filter((line, index) => line !== '' || lines[index - 1] !== '')
    .join('\n')
    .trim();
}

/** What is looked for: one line, all of one width, nothing invisible. */
export function cleanSearch(typed: string): string {
  return compatible(typed).replace(/\s+/gu, ' ').trim();
}

/** In the form in which all widths, raised and circled digits are one. */
function compatible(typed: string): string {
  return spaced(typed).replace(ANY_INVISIBLE, '').replace(HEAP_OF_MARKS, '$1').normalize('NFKC');
}

function withoutInvisible(typed: string): string {
  return spaced(typed)
    .replace(WHOLE_OR_INVISIBLE, (_match, whole: string | undefined) => whole ?? '')
    .replace(HEAP_OF_MARKS, '$1');
}

function spaced(typed: string): string {
  return typed.replace(BLANK, ' ');
}

function toPlainWidth(wide: string): string {
  return String.fromCharCode(wide.charCodeAt(0) - TO_PLAIN_WIDTH);
}
