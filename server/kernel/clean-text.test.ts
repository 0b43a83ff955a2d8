import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanDigits, cleanLine, cleanLines, cleanNumber, cleanPhone, cleanSearch } from './clean-text.ts';

const KINDS = { cleanDigits, cleanPhone, cleanNumber, cleanLine, cleanLines, cleanSearch };

test.each([
  ' 123456',
  '123 456',
  '１２３４５６',
  '123-456',
  '123–456',
  '\u202d123456\u202c',
  '123\u200b456\n',
  '\ufeff123456',
])('the code %j is 123456', (typed) => expect(cleanDigits(typed)).toBe('123456'));

test('what is no digit stays in a code, so that it is refused', () => {
  expect(cleanDigits('12a456')).toBe('12a456');
  expect(cleanDigits('12.456')).toBe('12.456');
});

test.each([
  ['\u202d138 0013 8000\u202c', '13800138000'],
  ['\u2066+86\u00a0138\u20110013\u20118000\u2069', '+86138-0013-8000'],
  ['（０１０）６２３４－５６７８', '(010)6234-5678'],
  ['0571ー87654321─801', '0571-87654321-801'],
  ['138\u00ad0013\u20608000', '13800138000'],
])('the phone %j is %j', (typed, clean) => expect(cleanPhone(typed)).toBe(clean));

test.each([
  [' １２ ', '12'],
  ['1,000', '1000'],
  ['1，234，567', '1234567'],
  ['1,5', '1,5'],
  ['−3', '-3'],
  ['1.5', '1.5'],
  ['\u200e2', '2'],
])('the number %j is %j', (typed, clean) => expect(cleanNumber(typed)).toBe(clean));

test.each([
  ['王五\u200b', '王五'],
  ['\u200b', ''],
  ['\u2800', ''],
  ['\u3164', ''],
  ['\ufffc王五', '王五'],
  ['王\u3000\u00a0 五', '王 五'],
  ['王五\t\r\n', '王五'],
  ['\u202e王五', '王五'],
  ['王五\u0000\u007f', '王五'],
  ['王五\ud83d', '王五'],
  ['\u0085王五', '王五'],
  ['Ｂ座３－２‐１０１室', 'B座3-2-101室'],
  ['Jean–Luc', 'Jean-Luc'],
  ['e\u0301', '\u00e9'],
])('the line %j is %j', (typed, clean) => expect(cleanLine(typed)).toBe(clean));

/** All of it is meant, though some of it cannot be seen or is rare. */
test.each([
  '世纪大道（近东方路），“一号楼”——后门；3～5 层！',
  '👨‍👩‍👧‍👦 👩🏽‍🦰 ❤️‍🔥 🏳️‍🌈 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣ 🇨🇳 ☎︎',
  '𠮷野家 𬌗 㐂 𰻞 葛󠄀城 ⿰ 〇',
  'می\u200cخواهم',
  'ක්\u200dර',
  'ক\u09cd\u200dষ',
  'ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠬᠠ\u180e\u1820 ᠠ\u180b',
  'བོད་སྐད།',
  'ئۇيغۇرچە',
  '迪丽热巴·迪力木拉提',
  'O’Brien-Łukasz',
  '\ue000',
])('%j stays as it is', (text) => {
  expect(cleanLine(text)).toBe(text);
  expect(cleanLines(text)).toBe(text);
});

test('a joiner or a variation without what it belongs to goes', () => {
  expect(cleanLine('a\u200db')).toBe('ab');
  expect(cleanLine('王\u200d五')).toBe('王五');
  expect(cleanLine('👩\u200d')).toBe('👩');
  expect(cleanLine('a\ufe0f')).toBe('a');
  expect(cleanLine('葛\u{e0100}\u{e0101}')).toBe('葛\u{e0100}');
  expect(cleanLine('王\u{e0041}\u{e0042}')).toBe('王');
});

test('a note keeps its lines, its indentation and its widths', () => {
  expect(cleanLines(' 请放门口\u200b \r\n\u3000电话\u00a0联系　\r\r\n\n\n第３层\u2028谢谢\n ')).toBe(
    '请放门口\n\u3000电话 联系\n\n第３层\n谢谢',
  );
  expect(cleanLines('\u200b\n\u3164')).toBe('');
});

test('what is looked for has one width and nothing invisible', () => {
  expect(cleanSearch('\u202d ＩＰｈｏｎｅ\u3000１５\u200b\u202c')).toBe('IPhone 15');
  expect(cleanSearch('蓝牙\u200b耳机\ud800')).toBe('蓝牙耳机');
});

/** Text of any kind, with what matters here often in it, halves of characters too. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        ...'1-一王ａ１　👩🏽葛\u200b\u200c\u200d\ufe0f\u20e3\u202d\u202c\u00ad\u3164\u2800\ufeff\u180b\u202f\u1820\u0643\u094d',
      ),
      fc.constantFrom(
        '\u{e0100}',
        '\u{e0067}',
        '\u{e007f}',
        '\u{1f3f4}',
        '\r\n',
        '\u0301',
        '\u3099',
        '\u0958',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

test.each(Object.entries(KINDS))('%s gives well-formed text that it leaves as it is', (_name, clean) => {
  fc.assert(
    fc.property(anyText, (typed) => {
      const text = clean(typed);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toBe(text.trim());
      expect(text).not.toMatch(
        /(?!\n)\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u2028\u2029]/u,
      );
      expect(clean(text)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('marks around and between the digits of a number never change it', () => {
  const mark = fc.constantFrom(
    '\u202d',
    '\u202c',
    '\u200b',
    '\u2060',
    ' ',
    '\u00a0',
    '\u3000',
    '\t',
    '\u2011',
    '－',
    '\u0000',
  );
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d{4,11}$/),
      fc.array(mark, { minLength: 12, maxLength: 12 }),
      (digits, marks) => {
        const typed = [...digits].map((digit, at) => marks[at]! + digit).join('') + marks[11]!;
        expect(cleanDigits(typed)).toBe(digits);
      },
    ),
  );
});

test('the time a text takes grows no faster than its length', () => {
  for (const unit of [
    '\u200d',
    '👩\u200d',
    '\u1820\u180b',
    '\n ',
    ' ',
    '-1',
    '\u0301\u0327',
    '1,',
    '\u{1f3f4}\u{e0067}',
  ])
    for (const clean of Object.values(KINDS)) {
      const started = performance.now();
      clean(unit.repeat(50_000));
      expect(performance.now() - started).toBeLessThan(1_000);
    }
});
