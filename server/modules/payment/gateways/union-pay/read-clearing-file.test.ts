import { expect, test } from 'vitest';
import { readClearingFile } from './read-clearing-file.ts';

const WIDTHS = [
  ...[3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21, 15],
  ...[1, 15, 32, 13, 13],
];
const QUERY_ID = '202601010059588764398';

/** `bytes`: of GBK, where a field is not ASCII. */
function lineWith(values: Readonly<Record<number, string>>, tail = ''): Buffer {
  const facts: Readonly<Record<number, string>> = {
    ...{ 1: 'S22', 5: '0101005958', 7: '000000012345', 10: QUERY_ID, 12: 'P2601010059580000000000000000000' },
    ...{ 16: 'D000000000074', 17: 'C000000012345', 20: '01', 33: 'C000000012271', ...values },
  };
  const text = WIDTHS.map((width, index) => (facts[index + 1] ?? '').padEnd(width)).join(' ');
  return Buffer.from(`${text}${tail}\r\n`, 'latin1');
}

test('a payment and a refund, by their bytes', () => {
  const refund = { 1: 'S30', 7: '000000000100', 16: 'C000000000001', 20: '04' };
  const lines = readClearingFile(Buffer.concat([lineWith({}), lineWith(refund)]), '2026-01-01');
  expect(lines).toEqual([
    {
      ...{ kind: 'payment', number: 'P2601010059580000000000000000000', reference: QUERY_ID },
      ...{ amount: 12_345, fee: 74, currency: 'CNY', at: new Date('2026-01-01T00:59:58+08:00') },
    },
    expect.objectContaining({ kind: 'refund', amount: 100, fee: -1 }),
  ]);
});

test('text in GBK moves nothing, and tails differ', () => {
  // 银联 in GBK is four bytes, and two characters in UTF-8.
  const named = lineWith({ 25: '\xd2\xf8\xc1\xaa' });
  const [line] = readClearingFile(named, '2026-01-01');
  expect(line).toMatchObject({ amount: 12_345, reference: QUERY_ID });
  expect(readClearingFile(lineWith({}, ` ${'x'.repeat(131)}`), '2026-01-01')).toHaveLength(1);
});

test('a fee without a letter is the merchant’s, and comes back with a refund', () => {
  const feeOf = (values: Readonly<Record<number, string>>): number =>
    readClearingFile(lineWith({ ...values, 16: '000000000074' }), '2026-01-01')[0]!.fee;
  expect([feeOf({}), feeOf({ 1: 'S30', 20: '04' })]).toEqual([74, -74]);
});

test('a day that began in the year before has trades of it', () => {
  const [line] = readClearingFile(lineWith({ 5: '1231233000' }), '2026-01-01');
  expect(line?.at).toEqual(new Date('2025-12-31T23:30:00+08:00'));
});

test.each([
  ['is too short', Buffer.from('S22 too short\r\n')],
  ['is of a kind that is not known', lineWith({ 20: '77' })],
  ['has no amount in digits', lineWith({ 7: '00000012.345' })],
  ['has no amount in digits', lineWith({ 16: 'X000000000074' })],
  ['does not say of what it is', lineWith({ 12: '' })],
  ['does not say of what it is', lineWith({ 5: '1399005958' })],
])('a line that %s stops the bill', (says, line) => {
  expect(() => readClearingFile(Buffer.concat([lineWith({}), line]), '2026-01-01')).toThrow(
    `line 2 of a clearing file ${says}`,
  );
});

test('an empty file has nothing', () => {
  expect(readClearingFile(Buffer.alloc(0), '2026-01-01')).toEqual([]);
});
