import { expect, test } from 'vitest';
import { readBlock } from './grid-keys.ts';

test('cells come from a spreadsheet by tabs and lines, whatever ends them', () => {
  expect(readBlock('899\t1,099.00\r\n99\t\r\n')).toEqual([
    ['899', '1,099.00'],
    ['99', ''],
  ]);
  expect(readBlock('899\t1099')).toEqual([['899', '1099']]);
  expect(readBlock('1\n2')).toEqual([['1'], ['2']]);
});

test('a single cell is pasted as any text is', () => {
  expect([readBlock('899'), readBlock('899\n')]).toEqual([undefined, undefined]);
});
