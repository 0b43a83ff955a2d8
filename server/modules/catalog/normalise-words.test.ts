import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { loadNormaliser, type Normaliser } from './normalise-words.ts';

let normalise: Normaliser;
beforeAll(async () => void (normalise = await loadNormaliser()));

test.each([
  ['無線降噪藍牙耳機', '无线降噪蓝牙耳机'],
  ['乾隆皇后', '乾隆皇后'],
  ['裏面的電腦', '里面的电脑'],
  ['Ｕｓｂ－Ｃ', 'usb-c'],
  ['lǜsè nǚshì lüè', 'lvse nvshi lve'],
  ['für Müller', 'fur muller'],
  ['Café ěrjī', 'cafe erji'],
  ['5 ÷ 2 × ß', '5 ÷ 2 × ß'],
])('%s is read as %s', (written, read) => {
  expect(normalise(written)).toBe(read);
});

test('what is normalised stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const once = normalise(text);
      expect(normalise(once)).toBe(once);
    }),
    { numRuns: 300 },
  );
});
