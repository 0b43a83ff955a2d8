import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkAddress } from './address.decide.ts';
import type { NewAddress } from './address.ts';

const mayLieIn = (code: string) => code === '310115';
const check = (more: Partial<NewAddress>) =>
  checkAddress(
    { recipient: '王小明', phone: '13912345678', regionCode: '310115', street: '世纪大道 100 号', ...more },
    mayLieIn,
  );

test('an address is kept clean, with its phone in one form', () => {
  expect(
    check({
      recipient: '  王小明 ',
      phone: '+86 139 1234 5678',
      street: ' 世纪大道 100 号 ',
      postalCode: '200120',
    }),
  ).toEqual({
    ok: true,
    value: {
      recipient: '王小明',
      phone: '13912345678',
      street: '世纪大道 100 号',
      regionCode: '310115',
      postalCode: '200120',
    },
  });
  expect(check({ phone: '021-62345678', postalCode: '' })).toMatchObject({
    ok: true,
    value: { phone: '021-62345678', postalCode: null },
  });
});

test.each([
  ['王五\u200b', '王五'],
  ['\u202e一', '一'],
  ['一\n二\t', '一 二'],
  ['一\u0000\u007f\u2028', '一'],
  ['一\udc00', '一'],
  ['\u3000欧阳\u00a0若曦', '欧阳 若曦'],
])('the recipient %j is kept as %j', (recipient, kept) =>
  expect(check({ recipient })).toMatchObject({ ok: true, value: { recipient: kept } }),
);

const unseen = ['', '   ', '\n', '\u200b', '\u2060\ufeff', '\u3164', '\u2800', '\ud83d', '\u202d\u202c'];

test.each([...unseen, '字'.repeat(26)])('the recipient %j is refused', (recipient) =>
  expect(check({ recipient })).toEqual({ ok: false, error: { code: 'recipient_invalid' } }),
);
test.each([...unseen, '字'.repeat(121)])('the street %j is refused', (street) =>
  expect(check({ street })).toEqual({ ok: false, error: { code: 'street_invalid' } }),
);
test.each(['', '123', '12345678901', '62345678'])('the phone %j is refused', (phone) =>
  expect(check({ phone })).toEqual({ ok: false, error: { code: 'phone_invalid' } }),
);
test.each(['', '310000', '310100', '999999'])('the region %j is refused, being no district', (regionCode) =>
  expect(check({ regionCode })).toEqual({ ok: false, error: { code: 'region_unknown' } }),
);

test('the longest recipient and street count characters as a reader does, beyond the first plane too', () => {
  expect(check({ recipient: '𠮷'.repeat(25), street: '𠮷'.repeat(120) })).toMatchObject({ ok: true });
  expect(check({ recipient: '𠮷'.repeat(26) })).toMatchObject({ ok: false });
});

test('a postal code that the routes should have refused is a fault', () => {
  expect(() => check({ postalCode: '12345' })).toThrow(RangeError);
});

test('whatever is typed, what is kept can be printed and stays as it is when it is checked again', () => {
  const anyText = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0x4e00, max: 0x9fff })), {
      maxLength: 40,
    })
    .map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(anyText, anyText, (recipient, street) => {
      const checked = check({ recipient, street });
      if (!checked.ok) return;
      const kept = `${checked.value.recipient}${checked.value.street}`;
      expect(kept.isWellFormed()).toBe(true);
      expect(kept).not.toMatch(/\p{Cc}/u);
      expect(check(checked.value as NewAddress)).toEqual(checked);
    }),
  );
});
