import { expect, test } from 'vitest';
import { readUrlChange } from './read-bulk.server.ts';

const read = (query: string) => readUrlChange(new URLSearchParams(query));

test.each([
  ['kind=price&how=part&value=-10', { kind: 'price', how: 'part', value: -1_000 }],
  ['kind=price&how=part&value=2.5%25', { kind: 'price', how: 'part', value: 250 }],
  ['kind=price&how=amount&value=−5', { kind: 'price', how: 'amount', value: -500 }],
  ['kind=price&how=set&value=1,099', { kind: 'price', how: 'set', value: 109_900 }],
  ['kind=freight&template=', { kind: 'freight', templateId: null }],
  ['kind=sale&sale=off', { kind: 'sale', onSale: false }],
])('%s is understood', (query, change) => expect(read(query)).toEqual({ change }));

test('what is no number is told, and nothing asked is nothing', () => {
  expect(read('kind=price&how=part&value=ten')).toHaveProperty('error');
  expect(read('kind=price&how=set&value=')).toHaveProperty('error');
  expect(read('id=1')).toBeUndefined();
});
