import { expect, test } from 'vitest';
import { newCustomerId } from '../../kernel/ids.ts';
import { newOrderNo } from '../../kernel/numbers.ts';
import { readSearch } from './read-search.ts';

const kinds = (typed: string): string[] => readSearch(typed).map(({ by }) => by);

test('a whole number is that order, however it was pasted', () => {
  const customerId = newCustomerId();
  const orderNo = newOrderNo(customerId, new Date());
  const expected = [{ by: 'number', customerId, orderNo }];
  for (const typed of [orderNo, ` #${orderNo.toLowerCase()}\u200b`, orderNo.replace(/(.{8})/g, '$1 ')])
    expect(readSearch(typed)).toEqual(expected);
});

test('a phone is nothing but a phone, however it was pasted', () => {
  for (const typed of ['13800138000', '+86 138-0013-8000', '\u202d138 0013 8000\u202c'])
    expect(readSearch(typed)).toEqual([{ by: 'phone', phone: '13800138000' }]);
  expect(readSearch('010-62345678')).toEqual([{ by: 'phone', phone: '010-62345678' }]);
});

test('what may be several things is tried as each, the likeliest first', () => {
  expect(kinds('261127')).toEqual(['beginning', 'end', 'sku', 'product']);
  expect(kinds('26112710451203')).toEqual(['beginning', 'end', 'sku', 'product']);
  expect(kinds('7K2QM')).toEqual(['end', 'sku', 'product']);
  // Four characters end too many numbers, and a month 13 begins none.
  expect(kinds('7K2Q')).toEqual(['sku', 'product']);
  expect(kinds('261327')).toEqual(['end', 'sku', 'product']);
  expect(kinds('KS-AIR-01')).toEqual(['sku', 'product']);
  expect(readSearch(' 降噪\u200b耳机 ')).toEqual([{ by: 'product', text: '降噪耳机' }]);
  expect(readSearch(' \u200b ')).toEqual([]);
});
