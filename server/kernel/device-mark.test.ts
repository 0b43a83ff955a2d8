import { expect, test } from 'vitest';
import { keepDeviceMark, newDeviceMark } from './device-mark.ts';

test('a mark is kept, and no two are alike', () => {
  const marks = Array.from({ length: 200 }, newDeviceMark);
  for (const mark of marks) expect(keepDeviceMark(mark)).toBe(mark);
  expect(new Set(marks).size).toBe(200);
});

test.each([undefined, '', 'x', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}B`, `${'A'.repeat(42)}=`])(
  'in the place of %j there is a new mark',
  (known) => {
    const mark = keepDeviceMark(known);
    expect(mark).not.toBe(known);
    expect(Buffer.from(mark, 'base64url')).toHaveLength(32);
  },
);
