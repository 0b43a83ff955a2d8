import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskPhone, parseContactPhone, parseMobile, type Mobile } from './phone.ts';

/** UTF-16 units of any kind, lone surrogates among them. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
  .map((units) => String.fromCharCode(...units));

test.each([
  '13800138000',
  '+86 138 0013 8000',
  '+86-138-0013-8000',
  '008613800138000',
  '8613800138000',
  ' 138-0013-8000 ',
  '１３８００１３８０００',
  '\u202d138 0013 8000\u202c',
  '\u2066+86\u00a0138\u20110013\u20118000\u2069',
  '138–0013—8000',
  '138\u200b0013\ufeff8000',
  '（+86）138－0013－8000',
])('the mobile number %j is read as 13800138000', (typed) => expect(parseMobile(typed)).toBe('13800138000'));

test.each([
  '',
  '1380013800',
  '138001380000',
  '12800138000',
  '+1 13800138000',
  '+85213800138',
  '010-62345678',
  'abc',
  '1380013800x',
  '138\u00008001380',
  '138a0013800',
  `${' '.repeat(90)}13800138000`,
])('%j is no mobile number', (typed) => expect(parseMobile(typed)).toBeUndefined());

test.each([
  ['13800138000', '13800138000'],
  ['010-62345678', '010-62345678'],
  ['(010) 62345678', '010-62345678'],
  ['021 6234 5678', '021-62345678'],
  ['05718765432', '0571-8765432'],
  ['0571-87654321-801', '0571-87654321-801'],
  ['\u202d０５７１–8765\u00a04321—801\u202c', '0571-87654321-801'],
])('%j can be called by a courier, as %j', (typed, expected) =>
  expect(parseContactPhone(typed)).toBe(expected),
);

test.each(['62345678', '010-1234567', '0571-123', '400-800-8888', '110', '010-62345678-1234567'])(
  '%j is refused as a number for a courier',
  (typed) => expect(parseContactPhone(typed)).toBeUndefined(),
);

test('reading never throws, and what it reads it reads again as the same', () => {
  fc.assert(
    fc.property(anyText, (typed) => {
      for (const parse of [parseMobile, parseContactPhone]) {
        const phone = parse(typed);
        if (phone !== undefined) expect(parse(phone)).toBe(phone);
      }
    }),
  );
});

test('a masked phone shows its first three and last four digits', () => {
  expect(maskPhone('13800138000' as Mobile)).toBe('138****8000');
});
